using System.Diagnostics.CodeAnalysis;
using Orleans.Serialization.Cloning;

namespace Aggregator.Grains.Wire;

/// <summary>
/// Core values never change once made, so grains of one process hand them to each other as they are: a call
/// inside a process copies nothing. Between processes the surrogates beside this file are what travels.
/// </summary>
internal abstract class SharedCopier<T> : IDeepCopier<T>
{
    [return: NotNullIfNotNull(nameof(input))]
    public T? DeepCopy(T? input, CopyContext context) => input;
}

[RegisterCopier]
internal sealed class StandingCopier : SharedCopier<Standing>;

[RegisterCopier]
internal sealed class FeedChunkCopier : SharedCopier<FeedChunk>;

[RegisterCopier]
internal sealed class ApiKeyCopier : SharedCopier<ApiKey>;

[RegisterCopier]
internal sealed class LedgerHeadCopier : SharedCopier<LedgerHead>;

[RegisterCopier]
internal sealed class LedgerLineCopier : SharedCopier<LedgerLine>;

[RegisterCopier]
internal sealed class ReceiptCopier : SharedCopier<Receipt>;

[RegisterCopier]
internal sealed class LedgerUnavailableCopier : SharedCopier<LedgerUnavailableException>;

// Arrays of them: without these every element is looked up by its identity on each call.
[RegisterCopier]
internal sealed class RecordVerdictsCopier : SharedCopier<RecordVerdict[]>;

[RegisterCopier]
internal sealed class VerdictOutcomesCopier : SharedCopier<VerdictOutcome[]>;

[RegisterCopier]
internal sealed class RegistrationsCopier : SharedCopier<Registration[]>;

[RegisterCopier]
internal sealed class ReceiptsCopier : SharedCopier<Receipt[]>;

[RegisterCopier]
internal sealed class FilmRowsCopier : SharedCopier<FilmRows[]>;

[RegisterCopier]
internal sealed class FilmOutcomesCopier : SharedCopier<VerdictOutcome[][]>;
