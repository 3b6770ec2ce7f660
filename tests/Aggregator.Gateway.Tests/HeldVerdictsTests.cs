using Aggregator.Gateway.Imports;

namespace Aggregator.Gateway.Tests;

public sealed class HeldVerdictsTests
{
    private static readonly FilmId Her = FilmId.Of("her-2013");
    private static readonly FilmId Gravity = FilmId.Of("gravity-2013");
    private readonly HeldVerdicts _held = new();

    [Fact]
    public void Of_one_critics_rows_on_a_film_the_latest_published_stands()
    {
        Hold(Her, line: 2, "ann", "4/5", day: 3);
        Hold(Her, line: 3, "ann", "3/5", day: 5);
        Hold(Her, line: 4, "ann", "2/5", day: 4);

        Assert.Equal(["3: ann 3/5"], Standing(Her, superseded: 2));
    }

    [Fact]
    public void Of_rows_of_one_day_or_none_the_last_stands()
    {
        Hold(Her, line: 2, "ann", "4/5");
        Hold(Gravity, line: 3, "ann", "5/5");
        Hold(Her, line: 4, "bea", "1/5", day: 3);
        Hold(Her, line: 5, "ann", "3/5");
        Hold(Her, line: 6, "bea", "2/5", day: 3);
        Hold(Her, line: 7, "bea", "5/5");

        Assert.Equal(["5: ann 3/5", "6: bea 2/5"], Standing(Her, superseded: 3));
        Assert.Equal(["3: ann 5/5"], Standing(Gravity, superseded: 0));
    }

    [Fact]
    public void Each_row_that_gives_way_is_told_with_the_one_that_stands()
    {
        Hold(Her, line: 2, "ann", "4/5", day: 30);
        Hold(Her, line: 3, "ann", "3/5", day: 10);
        Hold(Her, line: 4, "ann", "2/5", day: 20);
        var told = new List<(long, long)>();

        _held.Of(_held.Films[_held.PlaceOf(Her)], (row, by) => told.Add((row.Line, by.Line)));

        Assert.Equal([(3, 2), (4, 2)], told.Order());
    }

    [Fact]
    public void Many_critics_rows_on_a_film_are_told_apart_like_few()
    {
        for (var line = 2; line < 202; line++) Hold(Her, line, $"critic-{line % 100}", "4/5");

        Assert.Equal(
            Enumerable.Range(102, 100).Select(line => $"{line}: critic-{line % 100} 4/5"),
            Standing(Her, superseded: 100));
    }

    [Fact]
    public void What_was_recorded_is_held_no_longer()
    {
        Hold(Her, line: 2, "ann", "4/5");

        _held.Clear();

        Assert.Equal(0, _held.Count);
        Assert.Empty(_held.Films);
    }

    private void Hold(FilmId film, long line, string critic, string rating, int? day = null) => _held.Add(
        _held.PlaceOf(film),
        new HeldVerdict(
            line, CriticId.Of(critic),
            new Verdict(RatingReader.Read(rating), null)
            {
                Published = day is { } known ? new DateOnly(2013, 12, known) : null,
            },
            null));

    private IEnumerable<string> Standing(FilmId film, int superseded)
    {
        var others = 0;
        var verdicts = _held.Of(_held.Films[_held.PlaceOf(film)], (_, _) => others++);
        Assert.Equal(superseded, others);
        return verdicts.OrderBy(said => said.Line)
            .Select(said => $"{said.Line}: {said.Critic} {said.Verdict.Rating!.Text}");
    }
}
