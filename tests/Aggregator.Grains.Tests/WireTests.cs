using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Xunit;

namespace Aggregator.Grains;

public sealed class WireTests(House house)
{
    private static readonly DateTimeOffset Evening = new(2014, 1, 10, 21, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task Every_change_of_the_feed_crosses_intact()
    {
        var film = await house.RegisterFilm();
        var known = new Film(film, "Yi Yi")
        {
            Year = 2000,
            Released = new(2000, 5, 14),
            Season = 2000,
            Refs = [FilmRef.Of("imdb:tt0244316")],
        };
        var circle = new Critic(CriticId.Of("a-circle"), "A Circle", CriticKind.Collective)
        {
            Publication = "The Paper",
        };
        ImmutableArray<Change> changes =
        [
            new FilmChange(known, 7, Evening) { Revision = 1 },
            new FilmMergeChange(new(FilmId.Of("her-2014"), FilmId.Of("her-2013"), 9), true) { Revision = 7 },
            new CriticChange(circle, 8) { Revision = 2, MergedInto = CriticId.Of("another-circle") },
            new SeasonChange(new(2000, 3, 1, 9)) { Revision = 3 },
            new KeyChange("abcd2345") { Revision = 4 },
        ];

        var crossed = Crossed(new FeedChunk("e1", 4, 9, changes) { ReachesHead = true });

        Assert.Equal(
            ("e1", 4, 9, true),
            (crossed.Epoch, crossed.HeadRevision, crossed.Settled, crossed.ReachesHead));
        Assert.Equal(changes, crossed.Changes);
    }

    [Fact]
    public async Task A_standing_crosses_intact()
    {
        var (film, critic) = (await house.RegisterFilm(), await house.RegisterCritic());
        await house.Film(film).Record(Say.Verdict(critic, "4/5"));
        await house.Grains.YearList(critic, 2000).Publish(Say.List(critic, 2000, film));
        var standing = await house.Refold(film);

        var crossed = Crossed(standing);

        Assert.True(Same.Numbers(standing, crossed));
        Assert.Equal(
            (standing.Film, standing.Updated, standing.Calibration, standing.Sample),
            (crossed.Film, crossed.Updated, crossed.Calibration, crossed.Sample));
    }

    [Fact]
    public async Task What_a_film_and_a_season_were_crosses_intact()
    {
        var (film, critic) = (await house.RegisterFilm(), await house.RegisterCritic());
        await house.Film(film).Record(Say.Verdict(critic, "4/5"));
        await house.Grains.YearList(critic, 1999).Publish(Say.List(critic, 1999, film));
        var films = await house.Grains.Past().Chronicles([film, FilmId.Of("nobody-knows")], null);
        var season = await house.Grains.Past().Season(1999) with { Strayed = [film], StrayedAt = 7 };
        films[0] = films[0]! with { StrayedAt = 7 };

        var (crossedFilms, crossedSeason) = (Crossed(films), Crossed(season));

        Assert.Equal([film], crossedFilms.OfType<FilmChronicle>().Select(crossed => crossed.Film));
        Assert.Equal(films[0]!.Position, crossedFilms[0]!.Position);
        Assert.Equal(films[0]!.Steps, crossedFilms[0]!.Steps);
        Assert.Equal(2, crossedFilms[0]!.Steps.Length);
        Assert.Equal((7, 7), (crossedFilms[0]!.StrayedAt, crossedSeason.StrayedAt));
        Assert.Equal([film], crossedSeason.Strayed);
        Assert.Equal((season.Season, season.Position), (crossedSeason.Season, crossedSeason.Position));
        Assert.Equal(season.Steps, crossedSeason.Steps);
        Assert.Contains(film, crossedSeason.Films);
    }

    [Fact]
    public void A_list_with_ties_and_a_refusal_with_places_cross_intact()
    {
        var heading = new YearList(CriticId.Of("a-critic"), CriticKind.Person, 2013)
        {
            Ranked = true,
            Publication = "The Paper",
            Published = new(2013, 12, 31),
        };
        FilmId[][] places = [[FilmId.Of("her-2013"), FilmId.Of("gravity-2013")], [FilmId.Of("mud-2013")]];
        var list = YearList.Of(heading, places, [1, null]).Value!;
        var refusal = new Refusal("film-unknown", "No.")
        {
            Errors = [new("places[0][1]", "film-unknown", "No.")],
        };

        var (crossedList, crossedRefusal) = (Crossed(list), Crossed(refusal));

        Assert.True(list.SaysTheSameAs(crossedList));
        Assert.Equal((refusal.Code, refusal.Detail), (crossedRefusal.Code, crossedRefusal.Detail));
        Assert.Equal(refusal.Errors, crossedRefusal.Errors);
    }

    [Fact]
    public void An_unreadable_rating_crosses_as_it_was_written()
    {
        var verdict = new Verdict(RatingReader.Read("Recommended"), Thumb.Up) { Publication = "The Paper" };

        Assert.Equal(verdict, Crossed(verdict));
    }

    [Fact]
    public void An_unavailable_ledger_crosses_with_its_sentence_and_without_its_cause()
    {
        var away = new LedgerUnavailableException("The disk is full.", new InvalidOperationException());

        var crossed = (LedgerUnavailableException)Crossed<Exception>(away);

        Assert.Equal("The disk is full.", crossed.Message);
        Assert.Null(crossed.InnerException);
    }

    private static T Crossed<T>(T value)
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        return serializer.Deserialize<T>(serializer.SerializeToArray(value))!;
    }
}
