using System.Collections.Immutable;

namespace Aggregator.Grains.Wire;

// Surrogates: what Core's values look like between processes. Fields are only ever added, with the next
// number.

[GenerateSerializer, Alias("film-id")]
internal struct FilmIdWire
{
    [Id(0)] public string? Text;
}

[RegisterConverter]
internal sealed class FilmIdConverter : IConverter<FilmId, FilmIdWire>
{
    public FilmId ConvertFromSurrogate(in FilmIdWire wire) =>
        wire.Text is { } text ? FilmId.Of(text) : default;

    public FilmIdWire ConvertToSurrogate(in FilmId id) => new() { Text = id.Value };
}

[GenerateSerializer, Alias("critic-id")]
internal struct CriticIdWire
{
    [Id(0)] public string? Text;
}

[RegisterConverter]
internal sealed class CriticIdConverter : IConverter<CriticId, CriticIdWire>
{
    public CriticId ConvertFromSurrogate(in CriticIdWire wire) =>
        wire.Text is { } text ? CriticId.Of(text) : default;

    public CriticIdWire ConvertToSurrogate(in CriticId id) => new() { Text = id.Value };
}

[GenerateSerializer, Alias("film-ref")]
internal struct FilmRefWire
{
    [Id(0)] public string? Text;
}

[RegisterConverter]
internal sealed class FilmRefConverter : IConverter<FilmRef, FilmRefWire>
{
    public FilmRef ConvertFromSurrogate(in FilmRefWire wire) =>
        wire.Text is { } text ? FilmRef.Of(text) : default;

    public FilmRefWire ConvertToSurrogate(in FilmRef reference) =>
        new() { Text = reference.Value is null ? null : reference.ToString() };
}

[GenerateSerializer, Alias("film-wire")]
internal struct FilmWire
{
    [Id(0)] public FilmId Id;
    [Id(1)] public string Title;
    [Id(2)] public int? Year;
    [Id(3)] public DateOnly? Released;
    [Id(4)] public int? Season;
    [Id(5)] public ImmutableArray<FilmRef> Refs;
    [Id(6)] public bool Provisional;
}

[RegisterConverter]
internal sealed class FilmConverter : IConverter<Film, FilmWire>
{
    public Film ConvertFromSurrogate(in FilmWire wire) => new(wire.Id, wire.Title)
    {
        Year = wire.Year,
        Released = wire.Released,
        Season = wire.Season,
        Refs = wire.Refs,
        Provisional = wire.Provisional,
    };

    public FilmWire ConvertToSurrogate(in Film film) => new()
    {
        Id = film.Id,
        Title = film.Title,
        Year = film.Year,
        Released = film.Released,
        Season = film.Season,
        Refs = film.Refs,
        Provisional = film.Provisional,
    };
}

[GenerateSerializer, Alias("critic-wire")]
internal struct CriticWire
{
    [Id(0)] public CriticId Id;
    [Id(1)] public string Name;
    [Id(2)] public CriticKind Kind;
    [Id(3)] public string? Publication;
}

[RegisterConverter]
internal sealed class CriticConverter : IConverter<Critic, CriticWire>
{
    public Critic ConvertFromSurrogate(in CriticWire wire) =>
        new(wire.Id, wire.Name, wire.Kind) { Publication = wire.Publication };

    public CriticWire ConvertToSurrogate(in Critic critic) => new()
    {
        Id = critic.Id,
        Name = critic.Name,
        Kind = critic.Kind,
        Publication = critic.Publication,
    };
}
