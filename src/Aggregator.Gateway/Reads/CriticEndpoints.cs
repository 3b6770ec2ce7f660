using Aggregator.Client;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Limits;
using Aggregator.Gateway.Naming;
using Aggregator.Grains;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aggregator.Gateway.Reads;

/// <summary>Critics, what they said and the lists they published.</summary>
internal static class CriticEndpoints
{
    public static void MapCritics(this IEndpointRouteBuilder routes)
    {
        var critics = routes.MapGroup("/v1/critics").WithTags("critics");
        critics.MapRead("", Catalogue)
            .Answers<Page<CriticItem>>("The catalogue of critics, in the order of their ids", 304);
        critics.MapRead("/{critic}", Critic).Answers<CriticView>("A critic", 304, 404).MovesWithCritic();
        critics.MapRead("/{critic}/verdicts", Verdicts)
            .Answers<Page<VerdictView>>("The critic's verdicts that stand, newest first", 304, 404)
            .MovesWithCritic();
        critics.MapRead("/{critic}/lists", Lists)
            .Answers<Page<YearListView>>("The critic's lists, latest year first", 304, 404)
            .MovesWithCritic();
    }

    private static async Task Critic(
        HttpContext context, string critic, BoardAccess board, IGrainFactory grains, ComparedCritics compared)
    {
        var found = await board.CriticSoon(grains, critic, context.RequestAborted);
        var (beside, position) = await board.Asked(
            () => compared.Of(found.Id, context.RequestAborted).AsTask(), said => said.Marks.Position);
        var view = CatalogueViews.Of(board.Current.Catalogue, found, beside);
        await Reply.Read(context, view, AggregatorJson.Wire.CriticView, position);
    }

    private static async Task Verdicts(
        HttpContext context, string critic, string? first, string? after, BoardAccess board,
        IGrainFactory grains)
    {
        var found = await board.CriticSoon(grains, critic, context.RequestAborted);
        var list = $"verdicts by {found.Id}";
        var page = new PageAsk(Cursor.ReadNumber(list, after), Query.First(first));
        var (verdicts, position) = await board.Asked(
            () => grains.Critic(found.Id).Verdicts(page), said => said.Position);
        var catalogue = board.Current.Catalogue;
        var view = new Page<VerdictView>
        {
            Items = [.. verdicts.Items.Select(item => VerdictViews.Of(catalogue, item.Film, item.Verdict))],
            Next = verdicts.More ? Cursor.Of(list, verdicts.Items[^1].Verdict.Verdict.Position) : null,
            Total = verdicts.Total,
        };
        await Reply.Read(context, view, AggregatorJson.Wire.PageVerdictView, position);
    }

    private static async Task Lists(
        HttpContext context, string critic, string? first, string? after, BoardAccess board,
        IGrainFactory grains)
    {
        var found = await board.CriticSoon(grains, critic, context.RequestAborted);
        var (list, most) = ($"lists by {found.Id}", Query.First(first, Query.FirstMax));
        var last = Cursor.ReadNumber(list, after) ?? long.MaxValue;
        var (lists, position) = await board.Asked(() => grains.Critic(found.Id).Lists());
        var (page, next) = Cursor.Cut(
            lists.Where(one => one.List.Year < last), most, one => Cursor.Of(list, one.List.Year));
        var catalogue = board.Current.Catalogue;
        var view = new Page<YearListView>
        {
            Items = [.. page.Select(one => VerdictViews.Of(catalogue, one))],
            Next = next,
            Total = lists.Length,
        };
        await Reply.Read(context, view, AggregatorJson.Wire.PageYearListView, position);
    }

    private static async Task Catalogue(
        HttpContext context, BoardAccess board, CallerLimits callers, [AsParameters] CriticFilter filter)
    {
        var first = Query.First(filter.First);
        var list = filter.ListName;
        var now = board.Current;
        CriticId? after = Cursor.Read(list, filter.After) is not { } last ? null
            : CriticId.TryRead(last, out var id) ? id
            : throw Cursor.Unreadable(filter.After);
        var where = filter.Where();
        if (!await context.TakesFilter(callers, where is null ? 0 : now.Catalogue.CriticCount)) return;
        var found = where is null
            ? now.Catalogue.Critics(after, first + 1)
            : now.Catalogue.Critics(null, int.MaxValue, where);
        var (page, next) = Cursor.Cut(
            found.Where(critic => after is not { } from || critic.Id.CompareTo(from) > 0), first,
            critic => Cursor.Of(list, critic.Id.Value));
        var view = new Page<CriticItem>
        {
            Items = [.. page.Select(CatalogueViews.Of)],
            Next = next,
            Total = where is null ? now.Catalogue.CriticCount : found.Count,
        };
        await Reply.Read(context, view, AggregatorJson.Wire.PageCriticItem, now.Settled);
    }
}

/// <summary>Which critics of the catalogue.</summary>
internal sealed record CriticFilter(string? Name, string? Kind, string? First, string? After)
{
    /// <summary>Says which list this is: a cursor of another one is foreign here.</summary>
    public string ListName => $"critics {Name} {Kind}";

    /// <summary>Null lets every critic pass.</summary>
    public Func<Critic, bool>? Where()
    {
        var (name, kind) = (Query.Given(Name), Query.Given(Kind));
        if (name is null && kind is null) return null;
        if (kind is not (null or "person" or "collective"))
            throw new RefusedException("query-unreadable",
                $"kind is person or collective, not \"{Shown.Short(kind)}\".");

        if (name is not null) name = Letters.Fold(name);
        return critic =>
            (kind is null || CriticMention.WordOf(critic.Kind) == kind)
            && (name is null || Letters.Fold(critic.Name).Contains(name, StringComparison.Ordinal));
    }
}
