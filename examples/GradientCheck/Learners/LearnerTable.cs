using System.Globalization;

namespace AutogradMaml.Examples.Checking;

/// <summary>Prints a line for each learner, way to differentiate and rule of the inner steps, as they come.</summary>
internal sealed class LearnerTable
{
    private readonly TextWriter _output;
    private readonly List<LearnerResult> _all = [];

    public LearnerTable(TextWriter output)
    {
        _output = output;
        _output.WriteLine(
            "Relative errors of meta-gradients, in double: a net of 1-20-20-1 with tanh on 8 sinusoid tasks; " +
            "what is of classes, a net of 49-10-6 on 8 tasks of made-up characters.");
        _output.WriteLine();
        Line("learner", "meta-gradient", "optimizer", "steps", "compared with", "error", "allowed", "bytes", string.Empty);
        _output.WriteLine();
    }

    /// <summary>Prints some results.</summary>
    public void Add(IReadOnlyList<LearnerResult> results)
    {
        foreach (LearnerResult result in results)
        {
            bool compared = result.ComparedWith != LearnerResult.Inapplicable;
            Line(
                result.Learner, result.MetaGradient, result.Optimizer, result.Steps.ToString(CultureInfo.InvariantCulture),
                result.ComparedWith, Number(result.Error), Number(result.Tolerance),
                result.Bytes.ToString(CultureInfo.InvariantCulture), !result.Passed ? "FAILED" : compared ? "passed" : string.Empty);
            if (!result.Passed || !compared)
            {
                _output.WriteLine($"  {(compared ? "FAILED: " : string.Empty)}{result.Reason}");
            }
        }

        _all.AddRange(results);
    }

    /// <summary>Prints the line about all.</summary>
    public void Close(TimeSpan time)
    {
        int failed = _all.Count(result => !result.Passed);
        int inapplicable = _all.Count(result => result.ComparedWith == LearnerResult.Inapplicable);
        _output.WriteLine();
        _output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{_all.Count} rows, {_all.Count - failed - inapplicable} passed, {inapplicable} inapplicable, " +
                $"{(failed == 0 ? "none failed" : $"{failed} FAILED")}, {time.TotalSeconds:F0} s; largest errors: {Largest()}"));
    }

    private string Largest()
        => string.Join(", ", _all.Where(result => result.Error is not null).GroupBy(result => (result.MetaGradient, result.ComparedWith))
            .Select(group => $"{group.Key.MetaGradient} against {group.Key.ComparedWith} {Number(group.Max(result => result.Error))}"));

    private static string Number(double? value)
        => value is not { } number ? string.Empty : number == 0 ? "0" : number.ToString("0.0E-00", CultureInfo.InvariantCulture);

    private void Line(
        string learner, string metaGradient, string optimizer, string steps, string with, string error, string allowed, string bytes,
        string verdict)
        => _output.WriteLine(
            $"{learner,-15}{metaGradient,-20}{optimizer,-10}{steps,6}  {with,-14}{error,10}{allowed,10}{bytes,12}  {verdict}".TrimEnd());
}
