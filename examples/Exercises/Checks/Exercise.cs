using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Exercises;

/// <summary>An exercise with the answer to be judged.</summary>
/// <param name="Number">Its number, chapter and place.</param>
/// <param name="Title">What is to be written, in a few words.</param>
/// <param name="Judge">Null if the answer is right; else how far it is, in a sentence.</param>
internal sealed record Exercise(string Number, string Title, Func<string?> Judge)
{
    /// <summary>How far the answer is.</summary>
    public (Progress Progress, string Words) Look()
    {
        try
        {
            return Judge() is { } wrong ? (Progress.Wrong, wrong) : (Progress.Right, "right");
        }
        catch (NotImplementedException)
        {
            return (Progress.NotBegun, "not begun");
        }
        catch (Exception exception)
        {
            return (Progress.Wrong, $"it ends with {exception.GetType().Name}: {OneLine.Of(exception)}");
        }
    }

    /// <summary>Null if two numbers are near each other; else what was got and what was expected.</summary>
    /// <param name="what">What the number is.</param>
    /// <param name="expected">What was expected.</param>
    /// <param name="got">What was got.</param>
    /// <param name="tolerance">By how much they may differ, of their size and of 1.</param>
    public static string? Near(string what, double expected, double got, double tolerance = 1e-12)
        => Math.Abs(got - expected) <= tolerance * (1 + Math.Abs(expected)) ? null : FormattableString.Invariant(
            $"{what}: got {got:G10}, expected {expected:G10}");
}
