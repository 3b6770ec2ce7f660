using CsCheck;
using Xunit;

namespace Aggregator.Tests.OfBoard;

public sealed class LateOrderTests
{
    private const int OrdersMax = 40;
    private const int NumbersMax = 1_500;

    /// <summary>A thing moves to an order, or goes (0).</summary>
    private static readonly Gen<(int Number, int Order)> AnyMove =
        from number in Gen.Int[0, NumbersMax]
        from order in Gen.Frequency((1, Gen.Const(0)), (4, Gen.Int[1, OrdersMax]))
        select (number, order);

    [Fact]
    public void What_waits_is_there_for_whoever_reads_whichever_version_of_it() =>
        Gen.Select(AnyMove.Array[1, 900], Gen.Int[0, 30], Gen.Bool).Array[1, 12].Sample(stretches =>
        {
            var versions = new List<Version> { Version.First };
            foreach (var (moves, back, isReadAtOnce) in stretches)
            {
                // Mostly one goes on from the latest, sometimes two from the same.
                var before = versions[Math.Max(0, versions.Count - 1 - Math.Max(0, back - 27))];
                var version = before.After(moves);
                if (isReadAtOnce) Assert.Equal(version.Expected(), version.Read());
                versions.Add(version);
            }

            Parallel.ForEach(versions.Concat(versions),
                version => Assert.Equal(version.Expected(), version.Read()));
        }, iter: 100);

    [Fact]
    public void What_changed_elsewhere_since_makes_no_difference()
    {
        var version = Version.First.After([(1, 5), (2, 3)]);
        var later = version.After([(1, 2)]);

        Assert.Equal([3UL, 5UL], version.Read().Select(item => item.Order));
        Assert.Equal([2UL, 3UL], later.Read().Select(item => item.Order));
        Assert.Equal([3UL, 5UL], version.Read().Select(item => item.Order));
    }

    [Fact]
    public void Nothing_waits_for_those_who_read_again_and_again()
    {
        var version = Version.First.After([(1, 1)]);
        Assert.False(version.Order.IsReady);
        Assert.Single(version.Read());

        version = version.After([(2, 2)]);
        Assert.True(version.Order.IsReady);
        Assert.Equal(2, version.Read().Length);

        var ready = 0;
        for (var number = 3; version.Order.IsReady; number++, ready++) version = version.After([(number, 1)]);
        Assert.InRange(ready, 50, 200);
        Assert.Equal(2 + ready, version.Read().Length);
    }

    /// <summary>
    /// One thing that moves ten thousand times waits as one; ten thousand things that move once do not all
    /// wait.
    /// </summary>
    [Fact]
    public void A_thing_waits_once_however_often_it_moves()
    {
        var busy = Version.First.After([(0, 1)]);
        for (var i = 0; i < 10_000; i++)
        {
            busy = busy.After([(0, 1 + (i % OrdersMax))]);
            Assert.False(busy.Order.IsReady);
        }

        Assert.Single(busy.Read());

        var many = Version.First.After([.. Enumerable.Range(0, NumbersMax).Select(number => (number, 1))]);
        Assert.True(many.Order.IsReady);
    }

    /// <summary>An order, what stands where in it, and when each last changed.</summary>
    private sealed record Version(
        LateOrder Order, Dictionary<int, (int Order, long ChangedAt)> Things, long Revision)
    {
        public static Version First { get; } = new(LateOrder.Of(OrderTree.Of(null)), [], 0);

        public Version After(params (int Number, int Order)[] moves)
        {
            var (order, things, revision) = (Order.Next(Revision), Things.ToDictionary(), Revision);
            foreach (var (number, to) in moves)
            {
                revision++;
                if (!things.TryGetValue(number, out var from)) order.Come(number);
                else if (!order.Awaits(from.ChangedAt)) order.Move(Item(number, from.Order));

                if (to > 0) things[number] = (to, revision);
                else things.Remove(number);
            }

            order.MakeMany(new Stands(things));
            return new(order, things, revision);
        }

        public OrderItem[] Read()
        {
            var tree = Order.Made(new Stands(Things));
            var items = new OrderItem[tree.Count + 1];
            Assert.Equal(tree.Count, tree.Read(0, items));
            return items[..^1];
        }

        public OrderItem[] Expected() =>
            [.. Things.Select(thing => Item(thing.Key, thing.Value.Order))
                .OrderBy(item => item.Order).ThenBy(item => item.Number)];
    }

    private readonly record struct Stands(Dictionary<int, (int Order, long ChangedAt)> Things) : IStands
    {
        public bool TryFind(int number, out OrderItem item)
        {
            var stands = Things.TryGetValue(number, out var thing);
            item = stands ? Item(number, thing.Order) : default;
            return stands;
        }
    }

    private static OrderItem Item(int number, int order) => new((ulong)order, 0, number);
}
