namespace AutogradMaml.Autograd.Checking;

/// <summary>Several checks of one function as one report.</summary>
internal static class ReportsInOne
{
    /// <summary>The report of the first check that found something wrong, with its name in front, or of all together.</summary>
    /// <param name="checks">The checks with their names; those behind one that failed are not run.</param>
    public static GradientReport Of(IEnumerable<(string Name, GradientReport Report)> checks)
    {
        List<InputAgreement> inputs = [];
        List<string> notes = [];
        int evaluations = 0;
        GradientReport? last = null;
        foreach ((string name, GradientReport report) in checks)
        {
            inputs.AddRange(report.Inputs.Select(input => input with { Input = $"{input.Input}, {name}" }));
            notes.AddRange(report.Notes.Select(note => $"{name}: {note}"));
            evaluations += report.Evaluations;
            last = report.Passed ? report : report with { Explanation = $"In {name}: {report.Explanation}" };
            if (!report.Passed)
            {
                break;
            }
        }

        return last! with { Inputs = inputs, Notes = notes, Evaluations = evaluations };
    }
}
