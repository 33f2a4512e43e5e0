using System.Globalization;
using System.Text;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>The accuracies by number of support images as plain text.</summary>
internal static class ResultsTable
{
    /// <summary>The text of the table.</summary>
    /// <param name="byCount">The accuracies.</param>
    public static string Text(IReadOnlyList<CountAccuracy> byCount)
    {
        StringBuilder text = new("\nsupport images   transductive     non-transductive\n");
        foreach (CountAccuracy accuracy in byCount)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{accuracy.Images,14}   {AccuracyTable.Percent(accuracy.Transductive),-16} " +
                    $"{AccuracyTable.Percent(accuracy.NonTransductive)}\n");
        }

        return text.ToString();
    }
}
