using CsCheck;
using Xunit;

namespace Aggregator.Tests.Method;

public sealed class ApprovalTests
{
    [Fact]
    public void Of_240_critics_227_approve_of_Her() =>
        Assert.Equal(new Approval(9458, 9095, 9681), Approval.Of(227, 240));

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(1, 1, 10000)]
    [InlineData(1, 3, 3333)]
    [InlineData(2, 3, 6667)]
    [InlineData(1, 8, 1250)]
    public void The_share_is_rounded_half_up(int positive, int count, int value) =>
        Assert.Equal(value, Approval.Of(positive, count).Value);

    [Fact]
    public void The_interval_holds_the_share_and_is_wilsons_to_a_hundredth_of_a_percent() =>
        Gen.Int[1, 2_000_000].SelectMany(count => Gen.Int[0, count].Select(positive => (positive, count)))
            .Sample((positive, count) =>
            {
                var approval = Approval.Of(positive, count);
                var (share, z) = ((double)positive / count, 1.96);
                var middle = share + z * z / (2 * count);
                var half = z * Math.Sqrt(share * (1 - share) / count + z * z / (4.0 * count * count));
                var scale = 1 + z * z / count;

                return approval.Low <= approval.Value && approval.Value <= approval.High
                    && Math.Abs(approval.Low - 10_000 * (middle - half) / scale) < 1.01
                    && Math.Abs(approval.High - 10_000 * (middle + half) / scale) < 1.01;
            });

    [Fact]
    public void An_approval_needs_five_verdicts_that_count()
    {
        Assert.Null(default(VerdictSums).Approval);
        Assert.Null(new VerdictSums { Rated = 2, ThumbsUp = 2, Positive = 4 }.Approval);
        var five = new VerdictSums { Rated = 2, ThumbsUp = 2, ThumbsDown = 1, Positive = 4 };
        Assert.Equal(Approval.Of(4, 5), five.Approval);
        Assert.Throws<ArgumentOutOfRangeException>(() => Approval.Of(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Approval.Of(3, 2));
    }

    [Fact]
    public void A_mean_is_rounded_half_up_and_needs_five_ratings()
    {
        Assert.Equal(7750, new VerdictSums { Rated = 6, Ratings = 46_500 }.Mean);
        Assert.Equal(6667, new VerdictSums { Rated = 6, Ratings = 40_000 }.Mean);
        Assert.Equal(2, new VerdictSums { Rated = 6, Ratings = 9 }.Mean);
        Assert.Equal(8000, new VerdictSums { Rated = 5, Ratings = 40_000 }.Mean);
        Assert.Null(new VerdictSums { Rated = 4, Ratings = 32_000 }.Mean);
    }

    [Fact]
    public void A_root_is_the_smallest_whole_number_that_is_enough() =>
        Gen.Long[0, 1_000_000_000_000_000_000].Sample(number =>
        {
            Int128 square = (Int128)number * (number % 7 == 0 ? number : 1);
            var root = IntegerRoot.Up(square);
            return (Int128)root * root >= square && (root == 0 || (Int128)(root - 1) * (root - 1) < square);
        });
}
