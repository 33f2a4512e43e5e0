using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Alphabets;

/// <summary>How an approach did on tasks of new alphabets.</summary>
/// <param name="Approach">The approach.</param>
/// <param name="After">After[t][p][i] is the share of the queries of alphabet p of task i that are classified rightly among the characters
/// of all alphabets, when the first t + 1 alphabets were learned.</param>
/// <param name="Mixed">The share of all queries when the same drawings were learned in mixed order, of each task.</param>
internal sealed record SequenceResult(Approach Approach, double[][][] After, double[] Mixed)
{
    private int Alphabets => After.Length;

    /// <summary>The share of all queries at the end, of each task.</summary>
    public double[] End => [.. Enumerable.Range(0, Mixed.Length).Select(i => After[^1].Average(of => of[i]))];

    /// <summary>Of each task: the share of an alphabet's queries when it had just been learned less that at the end, mean over all
    /// alphabets but the last.</summary>
    public double[] Forgotten => [.. Enumerable.Range(0, Mixed.Length).Select(
        i => Enumerable.Range(0, Alphabets - 1).Average(of => After[of][of][i] - After[^1][of][i]))];

    /// <summary>Of each task: the share of an alphabet's queries when it had just been learned, mean over all alphabets but the
    /// last.</summary>
    public double[] JustLearned => [.. Enumerable.Range(0, Mixed.Length).Select(
        i => Enumerable.Range(0, Alphabets - 1).Average(of => After[of][of][i]))];

    /// <summary>Of each task: how much less is forgotten than from the start that was trained in mixed order.</summary>
    /// <param name="results">The results of all approaches.</param>
    public double[] ForgottenLessThan(IReadOnlyList<SequenceResult> results)
    {
        SequenceResult mixed = results.Single(static result => result.Approach.Name == Approach.Reference);
        return [.. mixed.Forgotten.Zip(Forgotten, static (a, b) => a - b)];
    }

    /// <summary>The mean share after some alphabets of an alphabet's queries, with its interval.</summary>
    /// <param name="learned">How many were learned, less one.</param>
    /// <param name="of">The alphabet's place.</param>
    public MeasureSummary Of(int learned, int of) => MeasureSummary.Of(After[learned][of]);
}
