using Aggregator.Client;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Imports;
using Aggregator.Gateway.Naming;
using Aggregator.Grains;

namespace Aggregator.Gateway.Reads;

/// <summary>Verdicts, placements and lists as they are shown.</summary>
internal static class VerdictViews
{
    public static VerdictView Of(Catalogue catalogue, FilmId film, VerdictWithText stands)
    {
        var (standing, text) = (stands.Verdict, stands.Text);
        var rating = standing.Verdict.Rating;
        var (title, year) = CatalogueViews.TitleOf(catalogue, film);
        return new VerdictView
        {
            Film = film.Value,
            Title = title,
            Year = year,
            Critic = standing.Critic.Value,
            CriticName = CatalogueViews.NameOf(catalogue, standing.Critic),
            Rating = rating?.Text,
            Scale = rating is { IsReadable: true } ? rating.Scale : null,
            Value = rating?.Value is { } value ? AcclaimViews.Hundredths(value) : null,
            Unreadable = rating is { IsReadable: false } ? RatingWords.Reason(rating.Unreadable) : null,
            Thumb = Thumb(standing.Verdict.Thumb),
            Publication = standing.Verdict.Publication,
            Published = standing.Verdict.Published,
            Url = WebAddress.Followed(text?.Url),
            Quote = text?.Quote,
            Position = standing.Position,
            RecordedAt = standing.RecordedAt.UtcDateTime,
        };
    }

    public static PlacementView Of(Catalogue catalogue, Placement placement, FreeText? text) => new()
    {
        Critic = placement.Critic.Value,
        CriticName = CatalogueViews.NameOf(catalogue, placement.Critic),
        Kind = CriticMention.WordOf(placement.Kind),
        Year = placement.Year,
        Ranked = placement.Ranked,
        Number = placement.Number,
        From = placement.From,
        To = placement.To,
        Films = placement.Films,
        Publication = placement.Publication,
        Published = placement.Published,
        Url = WebAddress.Followed(text?.Url),
        Note = text?.Note,
        Position = placement.Position,
        RecordedAt = placement.RecordedAt.UtcDateTime,
    };

    public static YearListView Of(Catalogue catalogue, StandingList stands)
    {
        var (list, text) = (stands.List, stands.Text);
        var titles = new Dictionary<string, string>();
        foreach (var film in list.Films) titles[film.Value] = CatalogueViews.TitleOf(catalogue, film).Title;
        return new YearListView
        {
            Critic = list.Critic.Value,
            CriticName = CatalogueViews.NameOf(catalogue, list.Critic),
            Kind = CriticMention.WordOf(list.Kind),
            Year = list.Year,
            Ranked = list.Ranked,
            Places = [.. list.Places.Select(place =>
                (IReadOnlyList<string>)[.. place.Films.Select(film => film.Value)])],
            Numbers = [.. list.Places.Select(place => place.Number)],
            Titles = titles,
            Publication = list.Publication,
            Published = list.Published,
            Url = WebAddress.Followed(text?.Url),
            Note = text?.Note,
            Position = stands.Position,
            RecordedAt = stands.RecordedAt.UtcDateTime,
        };
    }

    public static string? Thumb(Thumb? thumb) => thumb switch
    {
        null => null,
        Aggregator.Thumb.Up => "up",
        _ => "down",
    };
}
