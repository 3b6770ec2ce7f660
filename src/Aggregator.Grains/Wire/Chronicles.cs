using System.Collections.Immutable;

namespace Aggregator.Grains.Wire;

[GenerateSerializer, Alias("film-step")]
internal struct FilmStepWire
{
    [Id(0)] public DateOnly Day;
    [Id(1)] public Standing Standing;
}

[RegisterConverter]
internal sealed class FilmStepConverter : IConverter<FilmStep, FilmStepWire>
{
    public FilmStep ConvertFromSurrogate(in FilmStepWire wire) => new(wire.Day, wire.Standing);

    public FilmStepWire ConvertToSurrogate(in FilmStep step) =>
        new() { Day = step.Day, Standing = step.Standing };
}

[GenerateSerializer, Alias("film-chronicle")]
internal struct FilmChronicleWire
{
    [Id(0)] public FilmId Film;
    [Id(1)] public long Position;
    [Id(2)] public ImmutableArray<FilmStep> Steps;
    [Id(3)] public long StrayedAt;
}

[RegisterConverter]
internal sealed class FilmChronicleConverter : IConverter<FilmChronicle, FilmChronicleWire>
{
    public FilmChronicle ConvertFromSurrogate(in FilmChronicleWire wire) =>
        new(wire.Film, wire.Position, wire.Steps) { StrayedAt = wire.StrayedAt };

    public FilmChronicleWire ConvertToSurrogate(in FilmChronicle chronicle) => new()
    {
        Film = chronicle.Film,
        Position = chronicle.Position,
        Steps = chronicle.Steps,
        StrayedAt = chronicle.StrayedAt,
    };
}

[GenerateSerializer, Alias("season-step")]
internal struct SeasonStepWire
{
    [Id(0)] public DateOnly Day;
    [Id(1)] public int Lists;
    [Id(2)] public int Collectives;
}

[RegisterConverter]
internal sealed class SeasonStepConverter : IConverter<SeasonStep, SeasonStepWire>
{
    public SeasonStep ConvertFromSurrogate(in SeasonStepWire wire) =>
        new(wire.Day, wire.Lists, wire.Collectives);

    public SeasonStepWire ConvertToSurrogate(in SeasonStep step) =>
        new() { Day = step.Day, Lists = step.Lists, Collectives = step.Collectives };
}

[GenerateSerializer, Alias("season-chronicle")]
internal struct SeasonChronicleWire
{
    [Id(0)] public int Season;
    [Id(1)] public long Position;
    [Id(2)] public ImmutableArray<SeasonStep> Steps;
    [Id(3)] public ImmutableArray<FilmId> Films;
    [Id(4)] public ImmutableArray<FilmId> Strayed;
    [Id(5)] public long StrayedAt;
}

[RegisterConverter]
internal sealed class SeasonChronicleConverter : IConverter<SeasonChronicle, SeasonChronicleWire>
{
    public SeasonChronicle ConvertFromSurrogate(in SeasonChronicleWire wire) =>
        new(wire.Season, wire.Position, wire.Steps, wire.Films)
        {
            // A silo of before says nothing of them.
            Strayed = wire.Strayed.IsDefault ? [] : wire.Strayed,
            StrayedAt = wire.StrayedAt,
        };

    public SeasonChronicleWire ConvertToSurrogate(in SeasonChronicle chronicle) => new()
    {
        Season = chronicle.Season,
        Position = chronicle.Position,
        Steps = chronicle.Steps,
        Films = chronicle.Films,
        Strayed = chronicle.Strayed,
        StrayedAt = chronicle.StrayedAt,
    };
}

[RegisterCopier]
internal sealed class FilmChroniclesCopier : SharedCopier<FilmChronicle?[]>;

[RegisterCopier]
internal sealed class FilmChronicleCopier : SharedCopier<FilmChronicle>;

[RegisterCopier]
internal sealed class SeasonChronicleCopier : SharedCopier<SeasonChronicle>;
