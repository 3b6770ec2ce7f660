using System.Collections.Immutable;

namespace Aggregator.Grains.Wire;

[GenerateSerializer, Alias("list-move")]
internal struct ListMoveWire
{
    [Id(0)] public CriticId Critic;
    [Id(1)] public int Year;
    [Id(2)] public long Position;
    [Id(3)] public CriticKind? Then;
    [Id(4)] public CriticKind? Now;
}

[RegisterConverter]
internal sealed class ListMoveConverter : IConverter<ListMove, ListMoveWire>
{
    public ListMove ConvertFromSurrogate(in ListMoveWire wire) =>
        new(wire.Critic, wire.Year, wire.Position, wire.Then, wire.Now);

    public ListMoveWire ConvertToSurrogate(in ListMove move) => new()
    {
        Critic = move.Critic,
        Year = move.Year,
        Position = move.Position,
        Then = move.Then,
        Now = move.Now,
    };
}

[GenerateSerializer, Alias("film-then")]
internal struct FilmThenWire
{
    [Id(0)] public Standing Standing;
    [Id(1)] public ImmutableArray<ListMove> Moves;
}

[RegisterConverter]
internal sealed class FilmThenConverter : IConverter<FilmThen, FilmThenWire>
{
    public FilmThen ConvertFromSurrogate(in FilmThenWire wire) => new(wire.Standing, wire.Moves);

    public FilmThenWire ConvertToSurrogate(in FilmThen then) =>
        new() { Standing = then.Standing, Moves = then.Moves };
}

[RegisterCopier]
internal sealed class FilmThenCopier : SharedCopier<FilmThen>;
