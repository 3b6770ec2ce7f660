using System.CommandLine;
using System.Globalization;
using Aggregator.Ledgers;
using Aggregator.Server.Hosting;

namespace Aggregator.Server.Commands;

/// <summary>
/// <c>calibrate</c>: fits the measured constants to the facts at hand, and shows them beside those that
/// scores are made with.
/// </summary>
internal static class CalibrateCommand
{
    public static Command Make()
    {
        var (data, ledger) = (Flags.Data(), Flags.Ledger());
        var calibrate = new Command(
            "calibrate",
            "Fit the constants that are measured to the verdicts at hand and print them; changes nothing.")
        {
            data, ledger,
        };
        calibrate.SetAction((parsed, cancel) => Flags.Run(
            () => Calibrate(Flags.Place(parsed, data, ledger), cancel), cancel));
        return calibrate;
    }

    private static int Calibrate(ServerOptions options, CancellationToken cancel)
    {
        var (fitted, refusal) = CalibrationFit.Of(LedgerStore.Sums(options, cancel));
        if (refusal is not null) throw new OperatorMistakeException($"Nothing is fitted. {refusal.Detail}");
        Print(LedgerStore.Name(options), fitted!, Calibration.BuiltIn);
        return 0;
    }

    private static void Print(string ledger, CalibrationFit fitted, Calibration now)
    {
        Console.WriteLine($"Ledger {ledger}: {Counted.Of(fitted.Rated, "rating")} of "
            + $"{Counted.Of(fitted.Films, "film")} with {CalibrationFit.VerdictsMin} verdicts or more.");
        Line("", $"calibration {now.Number}", "fitted", "");
        Line("prior_mean", $"{now.PriorMean}", $"{fitted.PriorMean}",
            "what a film is worth before anyone has spoken, in hundredths of a point");
        Line("prior_strength_hundredths", $"{now.PriorStrengthHundredths}",
            $"{fitted.PriorStrengthHundredths}", "how many verdicts that counts as, in hundredths");
        Line("var_prior", $"{now.SpreadPrior}", $"{fitted.SpreadPrior}",
            string.Create(CultureInfo.InvariantCulture,
                $"marks of one film spread by {Math.Sqrt(fitted.SpreadPrior) / 100:0.00} points (now "
                + $"{Math.Sqrt(now.SpreadPrior) / 100:0.00})"));
        Console.WriteLine("The tables of thumbs and letters, the credits of places and what is judged rather "
            + "than measured stay as they are.");
        Console.WriteLine($"Nothing was changed: every score is made with calibration {now.Number}. A fitted "
            + "calibration cannot be published yet.");
    }

    private static void Line(string name, string now, string fitted, string meaning) =>
        Console.WriteLine($"  {name,-27}{now,13}{fitted,11}   {meaning}".TrimEnd());
}
