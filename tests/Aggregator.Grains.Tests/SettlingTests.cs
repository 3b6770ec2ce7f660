using System.Diagnostics;
using Orleans.Core.Internal;
using Xunit;

namespace Aggregator.Grains;

public sealed class SettlingTests
{
    [Fact]
    public async Task A_list_committed_before_a_crash_reaches_its_films_after_the_restart()
    {
        FilmId[] films;
        string folder;
        long position;
        await using (var before = await House.Open(NewFolder()))
        {
            films = [await before.RegisterFilm(), await before.RegisterFilm(), await before.RegisterFilm()];
            var critic = await before.RegisterCritic();
            await before.StopSilo();
            var published = new ListPublished(Say.ListOf(critic, 2000, films), 0, []);
            position = (await before.Ledger.Append([new("test", published)]))[0].Position;
            folder = await before.CloseAndKeepFolder();
        }

        await using (var after = await House.Open(folder))
        {
            foreach (var film in films) await after.UntilSettled(film);
            await Deadline.Until(
                async () => (await after.Ledger.Changes(0, 1000)).Settled >= position,
                "everything to be settled");
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_season_that_forgot_to_score_its_films_again_is_reminded()
    {
        await using var house = await House.Open();
        var (listed, unlisted) = (
            await house.RegisterFilm("Listed", 1949), await house.RegisterFilm("Unlisted", 1949));
        var critics = await house.RegisterCritics(6);
        foreach (var critic in critics) await house.Film(unlisted).Record(Say.Verdict(critic, "4/5"));

        await house.Grains.YearList(critics[0], 1949).Publish(Say.List(critics[0], 1949, listed));
        // The list tells the season at once, settling within its second; both are forgotten with the
        // activation, as they are when its silo dies.
        var published = Stopwatch.GetTimestamp();
        await Deadline.Until(
            async () =>
            {
                await house.Grains.Season(1949).AsReference<IGrainManagementExtension>().DeactivateOnIdle();
                return Stopwatch.GetElapsedTime(published) > TimeSpan.FromSeconds(1.8);
            },
            "settling to have told the season");

        await Deadline.Until(
            async () => (await house.Saved(unlisted))?.Totals?.Lists == 1,
            "the film on no list to be scored with the list");
    }

    [Fact]
    public async Task A_ledger_that_is_away_says_so_to_callers_and_is_met_again()
    {
        await using var house = await House.Open();
        var (film, critic) = (await house.RegisterFilm(), await house.RegisterCritic());
        await house.Film(film).Record(Say.Verdict(critic, "4/5"));

        house.Moody.IsAway = true;
        var onFilm = await Assert.ThrowsAsync<LedgerUnavailableException>(
            () => house.Film(film).Record(Say.Verdict(critic, "5/5")));
        await Assert.ThrowsAsync<LedgerUnavailableException>(
            () => house.Film(FilmId.Of("never-seen-before")).Standing());
        await Assert.ThrowsAsync<LedgerUnavailableException>(
            () => house.Grains.YearList(critic, 2000).Publish(Say.List(critic, 2000, film)));
        await Deadline.Until(
            () => Task.FromResult(house.Warnings.Count > 0), "settling to say that it paused");
        house.Moody.IsAway = false;
        var outcome = await house.Film(film).Record(Say.Verdict(critic, "5/5"));

        Assert.Equal("The ledger is away for a test.", onFilm.Message);
        Assert.Equal(VerdictStep.Revised, outcome.Step);
        Assert.Single(
            house.Warnings, warning => warning.StartsWith("Settling paused", StringComparison.Ordinal));
        await house.UntilSettled(film);
    }

    private static string NewFolder() => Directory.CreateTempSubdirectory("aggregator-grains-").FullName;
}
