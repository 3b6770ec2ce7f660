using Xunit;

namespace Aggregator.Grains;

/// <summary>The feed, the open record and the keys.</summary>
public sealed class RecordTests(House house)
{
    [Fact]
    public async Task A_follower_who_waits_hears_of_a_verdict()
    {
        var (film, critic) = (await house.RegisterFilm(), await house.RegisterCritic());
        var seen = await Follow(0, 0);

        var waiting = Follow(seen.HeadRevision, seen.Settled);
        var outcome = await house.Film(film).Record(Say.Verdict(critic, "4/5"));

        await Deadline.Until(
            async () =>
            {
                var chunk = await waiting;
                if (Standings(chunk).Any(now => (now.Film, now.Position) == (film, outcome.Position)))
                    return true;
                waiting = Follow(seen.HeadRevision, seen.Settled);
                return false;
            },
            "the verdict to come through the feed");
    }

    [Fact]
    public async Task The_record_has_a_line_for_each_registration_and_says_what_was_refused()
    {
        var before = await house.Grains.Ledger().Head();
        var film = new Film(FilmId.Of("the-record-1999"), "The Record");

        var receipts = await house.Grains.Ledger().Register(
        [
            new(film, null, false, "test"),
            new(film, null, false, "test"),
            new(film with { Year = 1999 }, null, true, "test"),
            new(null, new(CriticId.Of("the-recorder"), "The Recorder", CriticKind.Person), false, "test"),
        ]);
        var lines = await house.Grains.Ledger().Lines(before.Position, 1000);

        Assert.Equal([null, "film-exists", null, null], receipts.Select(receipt => receipt.Refusal?.Code));
        Assert.Contains(lines, line => line.Position == receipts[2].Position && line.Hash.Length == 32);
        Assert.True((await house.Grains.Ledger().Head()).Position >= receipts[3].Position);
    }

    [Fact]
    public async Task A_film_moved_to_another_season_has_its_numbers_there_when_the_move_is_acknowledged()
    {
        var (film, critic) = (await house.RegisterFilm("Yi Yi", 2000), await house.RegisterCritic());
        await house.Film(film).Record(Say.Verdict(critic, "4/5"));

        var moved = new Film(film, "Yi Yi") { Year = 2000, Season = 2001 };
        var receipts = await house.Grains.Ledger().Register([new(moved, null, true, "test")]);

        var saved = await house.Saved(film);
        Assert.Equal((2001, receipts[0].Position), (saved!.Totals!.Season, saved.Position));
    }

    [Fact]
    public async Task A_key_saved_is_found_and_one_revoked_stays_so_when_it_is_saved_late_once_more()
    {
        var created = new DateTimeOffset(2014, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var key = new ApiKey("abcd2345", KeyRole.Critic, "Desk")
        {
            SecretHash = new byte[32],
            Created = created,
            Subject = CriticId.Of("somebody"),
        };
        Assert.Null(await house.Grains.Key(key.Id).Find());

        await house.Grains.Key(key.Id).Save(key);
        var found = await house.Grains.Key(key.Id).Find();
        Assert.Null(await house.Grains.Key(key.Id).Revoke(created));
        await house.Grains.Key(key.Id).Save(key);
        var revoked = await house.Grains.Key(key.Id).Find();

        Assert.Equal((key.Role, key.Subject, 32), (found!.Role, found.Subject, found.SecretHash.Length));
        Assert.Null(found.Revoked);
        Assert.Equal(created, revoked!.Revoked);
    }

    private Task<FeedChunk> Follow(long revision, long settled) =>
        house.Grains.Feed().After(new(revision, settled, 10_000, TimeSpan.FromSeconds(1)));

    private static IEnumerable<Standing> Standings(FeedChunk chunk) =>
        chunk.Changes.OfType<StandingChange>().Select(change => change.Standing);
}
