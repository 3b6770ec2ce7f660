using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Aggregator.Benchmarks.Peers;

/// <summary>
/// What a good engineer would write instead: a minimal API on PostgreSQL, its statements prepared, its pool
/// warm, scores in a table of their own with an index for each order, a write and its aggregate in one
/// transaction and one round trip.
/// </summary>
internal static class PostgresPeer
{
    private const int PageMax = 200;

    private const string Columns =
        "f.film, f.title, f.year, s.acclaim, s.low, s.high, s.verdicts, s.positive, s.mean, s.mentions, "
        + "s.firsts, s.best, s.updated";

    private const string Acclaim =
        $"select {Columns} from films f join scores s on s.film_id = f.id where f.imdb = $1";

    private const string Page = $"""
        select {Columns} from scores s join films f on f.id = s.film_id
        where s.low <= $1 and (s.low < $1 or s.film_id > $2) order by s.low desc, s.film_id limit $3
        """;

    private const string Record = """
        insert into verdicts (film_id, critic_id, rating, positive)
        select f.id, c.id, $3, $3 >= 60 from films f, critics c where f.imdb = $1 and c.critic = $2
        on conflict (film_id, critic_id)
        do update set rating = excluded.rating, positive = excluded.positive, recorded = now()
        """;

    private const string Score = $"""
        update scores s set verdicts = n, positive = p, mean = m, acclaim = m, low = greatest(m - 10, 0),
          high = least(m + 10, 100), updated = now()
        from films f, lateral (
          select count(*)::int n, (count(*) filter (where positive))::int p, avg(rating)::numeric(5,2) m
          from verdicts v where v.film_id = f.id) a
        where f.imdb = $1 and s.film_id = f.id returning {Columns}
        """;

    /// <summary>Tables, indexes and sample rows; run once on an empty database.</summary>
    public static string Schema(int films, int critics, int verdicts) => $"""
        create table films (id int primary key, film text not null unique, imdb text not null unique,
          title text not null, year int not null);
        create table critics (id int primary key, critic text not null unique);
        create table verdicts (film_id int not null, critic_id int not null, rating int not null,
          positive bool not null, recorded timestamptz not null default now(),
          primary key (film_id, critic_id));
        create table scores (film_id int primary key, year int not null, acclaim numeric(5,2),
          low numeric(5,2), high numeric(5,2), verdicts int not null default 0,
          positive int not null default 0, mean numeric(5,2), mentions int not null default 0,
          firsts int not null default 0, best int not null default 0,
          updated timestamptz not null default now()) with (fillfactor = 70);
        insert into films select i, 'film-' || i || '-' || (1950 + i % 75), 'tt' || lpad(i::text, 7, '0'),
          'Film ' || i, 1950 + i % 75 from generate_series(0, {films - 1}) i;
        insert into critics select i, 'sample-critic-' || i from generate_series(0, {critics - 1}) i;
        insert into verdicts select (i::bigint * 7919 % {films})::int,
          i / {(verdicts + critics - 1) / critics}, (random() * 100)::int, random() > 0.4
          from generate_series(0, {verdicts - 1}) i on conflict do nothing;
        insert into scores (film_id, year, acclaim, low, high, verdicts, positive, mean)
          select f.id, f.year, avg(rating), greatest(avg(rating) - 10, 0), least(avg(rating) + 10, 100),
          count(rating), count(*) filter (where positive), avg(rating)
          from films f left join verdicts v on v.film_id = f.id group by f.id;
        create index on scores (low desc, film_id);
        create index on scores (year, low desc, film_id);
        vacuum analyze;
        """;

    public static void Map(WebApplication app, string connection)
    {
        var database = new NpgsqlSlimDataSourceBuilder(connection).Build();
        app.MapGet("/v1/films/{film}/acclaim", (string film) => Read(database, film));
        app.MapGet("/v1/rankings/all-time", (int first, int? after, decimal? low) =>
            ReadPage(database, first, after ?? -1, low ?? 101));
        app.MapPut("/v1/films/{film}/verdicts/{critic}", (string film, string critic, PeerVerdict verdict) =>
            Write(database, film, critic, verdict));
    }

    private static async Task<IResult> Read(NpgsqlDataSource database, string film)
    {
        await using var ask = database.CreateCommand(Acclaim);
        ask.Parameters.Add(new NpgsqlParameter<string> { TypedValue = WithoutScheme(film) });
        await using var rows = await ask.ExecuteReaderAsync();
        return await One(rows);
    }

    private static async Task<IResult> ReadPage(
        NpgsqlDataSource database, int first, int after, decimal low)
    {
        await using var ask = database.CreateCommand(Page);
        ask.Parameters.Add(new NpgsqlParameter<decimal> { TypedValue = low });
        ask.Parameters.Add(new NpgsqlParameter<int> { TypedValue = after });
        ask.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Math.Min(first, PageMax) });
        await using var rows = await ask.ExecuteReaderAsync();
        var items = new List<PeerAcclaim>(first);
        while (await rows.ReadAsync()) items.Add(Read(rows));
        var next = items.Count < first ? null : items[^1].Film;
        return TypedResults.Json(new PeerPage(items, next), PeerJson.Default.PeerPage);
    }

    private static async Task<IResult> Write(
        NpgsqlDataSource database, string film, string critic, PeerVerdict verdict)
    {
        if (verdict.Rating?.Split('/') is not [var given, var best])
            return TypedResults.UnprocessableEntity();

        var rating = Number(given) * 100 / Number(best);
        await using var connection = await database.OpenConnectionAsync();
        // One batch is one round trip and, without BEGIN, one transaction.
        await using var batch = new NpgsqlBatch(connection);
        var record = new NpgsqlBatchCommand(Record);
        record.Parameters.Add(new NpgsqlParameter<string> { TypedValue = WithoutScheme(film) });
        record.Parameters.Add(new NpgsqlParameter<string> { TypedValue = critic });
        record.Parameters.Add(new NpgsqlParameter<int> { TypedValue = rating });
        var score = new NpgsqlBatchCommand(Score);
        score.Parameters.Add(new NpgsqlParameter<string> { TypedValue = WithoutScheme(film) });
        batch.BatchCommands.Add(record);
        batch.BatchCommands.Add(score);
        await using var rows = await batch.ExecuteReaderAsync();
        return await One(rows);
    }

    private static async Task<IResult> One(NpgsqlDataReader rows) => await rows.ReadAsync()
        ? TypedResults.Json(Read(rows), PeerJson.Default.PeerAcclaim)
        : TypedResults.NotFound();

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string WithoutScheme(string reference) => reference[(reference.IndexOf(':') + 1)..];

    private static PeerAcclaim Read(NpgsqlDataReader rows) => new(rows.GetString(0), rows.GetString(1))
    {
        Year = rows.GetInt32(2),
        Acclaim = Decimal(rows, 3),
        Low = Decimal(rows, 4),
        High = Decimal(rows, 5),
        Verdicts = rows.GetInt32(6),
        Positive = rows.GetInt32(7),
        Mean = Decimal(rows, 8),
        Mentions = rows.GetInt32(9),
        Firsts = rows.GetInt32(10),
        Best = rows.GetInt32(11),
        Updated = rows.GetDateTime(12),
    };

    private static decimal? Decimal(NpgsqlDataReader rows, int column) =>
        rows.IsDBNull(column) ? null : rows.GetDecimal(column);
}
