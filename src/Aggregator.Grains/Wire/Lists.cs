using System.Collections.Immutable;

namespace Aggregator.Grains.Wire;

[GenerateSerializer, Alias("place")]
internal struct PlaceWire
{
    [Id(0)] public int? Number;
    [Id(1)] public ImmutableArray<FilmId> Films;
    [Id(2)] public int? From;
    [Id(3)] public int? To;
}

[RegisterConverter]
internal sealed class PlaceConverter : IConverter<Place, PlaceWire>
{
    public Place ConvertFromSurrogate(in PlaceWire wire) => new(wire.Number, wire.Films)
    {
        Printed = wire is { From: { } from, To: { } to } ? new Span(from, to) : null,
    };

    public PlaceWire ConvertToSurrogate(in Place place) => new()
    {
        Number = place.Number,
        Films = place.Films,
        From = place.Printed?.From,
        To = place.Printed?.To,
    };
}

[GenerateSerializer, Alias("year-list-wire")]
internal struct YearListWire
{
    [Id(0)] public CriticId Critic;
    [Id(1)] public CriticKind Kind;
    [Id(2)] public int Year;
    [Id(3)] public bool Ranked;
    [Id(4)] public ImmutableArray<Place> Places;
    [Id(5)] public string? Publication;
    [Id(6)] public DateOnly? Published;
    [Id(7)] public int? FilmsPrinted;
}

[RegisterConverter]
internal sealed class YearListConverter : IConverter<YearList, YearListWire>
{
    public YearList ConvertFromSurrogate(in YearListWire wire) => new(wire.Critic, wire.Kind, wire.Year)
    {
        Ranked = wire.Ranked,
        Places = wire.Places,
        Publication = wire.Publication,
        Published = wire.Published,
        FilmsPrinted = wire.FilmsPrinted,
    };

    public YearListWire ConvertToSurrogate(in YearList list) => new()
    {
        Critic = list.Critic,
        Kind = list.Kind,
        Year = list.Year,
        Ranked = list.Ranked,
        Places = list.Places,
        Publication = list.Publication,
        Published = list.Published,
        FilmsPrinted = list.FilmsPrinted,
    };
}

[GenerateSerializer, Alias("placement")]
internal struct PlacementWire
{
    [Id(0)] public CriticId Critic;
    [Id(1)] public CriticKind Kind;
    [Id(2)] public int Year;
    [Id(3)] public int? Number;
    [Id(4)] public int From;
    [Id(5)] public int To;
    [Id(6)] public int Films;
    [Id(7)] public bool Ranked;
    [Id(8)] public string? Publication;
    [Id(9)] public DateOnly? Published;
    [Id(10)] public long Position;
    [Id(11)] public DateTimeOffset RecordedAt;
}

[RegisterConverter]
internal sealed class PlacementConverter : IConverter<Placement, PlacementWire>
{
    public Placement ConvertFromSurrogate(in PlacementWire wire) =>
        new(wire.Critic, wire.Kind, wire.Year, wire.Number, wire.From, wire.To, wire.Films)
        {
            Ranked = wire.Ranked,
            Publication = wire.Publication,
            Published = wire.Published,
            Position = wire.Position,
            RecordedAt = wire.RecordedAt,
        };

    public PlacementWire ConvertToSurrogate(in Placement placement) => new()
    {
        Critic = placement.Critic,
        Kind = placement.Kind,
        Year = placement.Year,
        Number = placement.Number,
        From = placement.From,
        To = placement.To,
        Films = placement.Films,
        Ranked = placement.Ranked,
        Publication = placement.Publication,
        Published = placement.Published,
        Position = placement.Position,
        RecordedAt = placement.RecordedAt,
    };
}
