using System.Globalization;
using System.Text;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Runs;

/// <summary>The accuracies as plain text.</summary>
public static class AccuracyTable
{
    // Of fifty steps not every one needs a line; the file has them all.
    private const int MostLines = 8;

    /// <summary>The text of the table: after some numbers of inner steps, the last among them.</summary>
    /// <param name="result">The accuracies.</param>
    public static string Text(ClassificationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        IReadOnlyList<int> steps = result.Transductive.Steps;
        StringBuilder text = new("inner steps   transductive     non-transductive\n");
        int stride = (steps.Count + MostLines - 2) / (MostLines - 1);
        for (int place = 0; place < steps.Count; place++)
        {
            if (place % Math.Max(1, stride) == 0 || place == steps.Count - 1)
            {
                int step = steps[place];
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{step,11}   {Percent(result.Transductive.After(step)),-16} {Percent(result.NonTransductive.After(step))}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>An accuracy with its confidence interval, in percent.</summary>
    public static string Percent(AccuracySummary accuracy)
        => string.Create(CultureInfo.InvariantCulture, $"{100 * accuracy.Mean:0.00} ± {100 * accuracy.HalfWidth95:0.00} %");
}
