using CsCheck;
using Xunit;

namespace Aggregator.Tests.OfBoard;

public sealed class OrderTreeTests
{
    private const int Orders = 40;
    private const int NumbersMax = 200;

    private static readonly Gen<(bool Comes, OrderItem Item)> AnyStep =
        from comes in Gen.Int[0, 9]
        from order in Gen.Int[0, Orders]
        from tie in Gen.UInt[0, 3]
        from number in Gen.Int[0, NumbersMax]
        select (comes < 6, new OrderItem((ulong)order, tie, number));

    [Fact]
    public void It_is_a_sorted_set_of_which_every_version_stays() =>
        AnyStep.Array[1, 4_000].Array[1, 4].Sample(stretches =>
        {
            var (tree, set) = (OrderTree.Of(null), new SortedSet<OrderItem>(new ByOrder()));
            var versions = new List<(OrderTree Tree, OrderItem[] Items)>();
            foreach (var stretch in stretches)
            {
                var edit = new Edit();
                foreach (var (comes, item) in stretch)
                {
                    tree = comes ? tree.With(item, edit) : tree.Without(item, edit);
                    if (comes) set.Add(item);
                    else set.Remove(item);
                }

                versions.Add((tree, [.. set]));
            }

            Assert.All(versions, version => Assert.Equal(version.Items, All(version.Tree)));
        }, iter: 60);

    [Fact]
    public void Where_all_else_is_equal_names_decide_ordinally_whatever_they_begin_with() =>
        Gen.String[Gen.Char["ab-\u00fe\u00ff\u0100\u4e2d"], 1, 12].Array[1, 300].Sample(names =>
        {
            var numbers = new Numbers();
            var (tree, edit) = (OrderTree.Of(numbers), new Edit());
            foreach (var name in names) tree = tree.With(new(0, 0, numbers.Give(name)), edit);

            Assert.Equal(
                names.Distinct().Order(StringComparer.Ordinal),
                All(tree).Select(item => numbers.NameOf(item.Number)));
        }, iter: 200);

    [Fact]
    public void It_knows_how_many_stand_before_any_point_and_reads_from_there() =>
        Gen.Select(AnyStep.Array[1, 6_000], AnyStep.Array[1, 50]).Sample((steps, asked) =>
        {
            var (tree, edit) = (OrderTree.Of(null), new Edit());
            foreach (var (comes, item) in steps)
                tree = comes ? tree.With(item, edit) : tree.Without(item, edit);
            var all = All(tree);

            foreach (var (_, item) in asked)
            {
                var before = tree.CountBefore(new OrderPoint(item.Order, item.Tie, item.Number, null));
                var next = new OrderItem[70];
                var read = tree.Read(before, next);

                Assert.Equal(all.Count(other => new ByOrder().Compare(other, item) < 0), before);
                Assert.Equal(all.Skip(before).Take(70), next.Take(read));
            }
        }, iter: 60);

    [Fact]
    public void It_is_emptied_to_nothing()
    {
        var (tree, edit) = (OrderTree.Of(null), new Edit());
        for (var i = 0; i < 10_000; i++) tree = tree.With(new((ulong)i, 0, i), edit);
        var full = tree;

        edit = new Edit();
        for (var i = 0; i < 10_000; i++)
        {
            var shuffled = i * 7_919 % 10_000;
            tree = tree.Without(new((ulong)shuffled, 0, shuffled), edit);
        }

        Assert.Equal((0, 10_000), (tree.Count, full.Count));
        Assert.Equal(10_000, All(full).Length);
    }

    [Fact]
    public void Gathered_it_is_the_set_that_was_put_together_one_by_one_and_changes_like_it() =>
        Gen.Select(AnyStep.Array[1, 6_000], AnyStep.Array[0, 500]).Sample((steps, later) =>
        {
            var (gathered, followed) = (OrderTree.Of(null), OrderTree.Of(null));
            var (gathering, edit) = (Edit.Gathering(), new Edit());
            foreach (var (comes, item) in steps)
            {
                gathered = comes ? gathered.With(item, gathering) : gathered.Without(item, gathering);
                followed = comes ? followed.With(item, edit) : followed.Without(item, edit);
            }

            gathering.Settle();
            Assert.Equal(All(followed), All(gathered));

            edit = new Edit();
            var before = All(gathered);
            var changed = gathered;
            foreach (var (comes, item) in later)
            {
                changed = comes ? changed.With(item, edit) : changed.Without(item, edit);
                followed = comes ? followed.With(item, edit) : followed.Without(item, edit);
            }

            Assert.Equal(All(followed), All(changed));
            Assert.Equal(before, All(gathered));
        }, iter: 60);

    private static OrderItem[] All(OrderTree tree)
    {
        var items = new OrderItem[tree.Count + 1];
        Assert.Equal(tree.Count, tree.Read(0, items));
        return items[..^1];
    }

    private sealed class ByOrder : IComparer<OrderItem>
    {
        public int Compare(OrderItem x, OrderItem y) =>
            (x.Order, x.Tie, x.Number).CompareTo((y.Order, y.Tie, y.Number));
    }
}
