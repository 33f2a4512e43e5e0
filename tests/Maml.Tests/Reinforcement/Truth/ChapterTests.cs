using System.Globalization;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Reinforcement.Truth;

/// <summary>The numbers of the chapter on policy gradients are those that are measured here.</summary>
public class ChapterTests
{
    private const string Chapter = "docs/06-policy-gradients.md";

    [Fact]
    public void Bias_and_deviation_of_the_surrogates_are_as_the_chapter_tells()
    {
        List<string> measured = [];
        double[] truth = SurrogateTruthTests.Truth();
        measured.Add(FormattableString.Invariant($"| exact | {truth[0]:F4} | {truth[1]:F4} | {truth[2]:F4} |"));
        foreach (Surrogate<double> surrogate in (Surrogate<double>[])
            [Surrogate<double>.ScoreFunction, Surrogate<double>.Dice, Surrogate<double>.LowVarianceCurvature, Surrogate<double>.Naive])
        {
            Estimates[] estimates = SurrogateTruthTests.Estimate(surrogate, new(), 4);
            string[] cells = [.. estimates.Select(static estimate => string.Create(
                CultureInfo.InvariantCulture,
                $"{estimate.Mean:F4} ± {estimate.StandardError:F4} " +
                    $"({estimate.StandardError * Math.Sqrt(SurrogateTruthTests.Samples):F2})"))];
            measured.Add($"| {surrogate.Description} | {string.Join(" | ", cells)} |");
        }

        RequireLines(measured);
    }

    [Fact]
    public void The_two_targets_and_their_estimators_are_as_the_chapter_tells()
    {
        List<string> measured = [];
        double limit = MetaTargetTests.Truth(0)[0];
        foreach ((int rollouts, int repeats) in ((int, int)[])[(2, 200), (20, 200), (100, 200)])
        {
            double sampled = MetaTargetTests.Truth(rollouts)[0];
            Estimates expected = MetaTargetTests.Estimate(new(), rollouts, repeats, 1)[0];
            Estimates score = MetaTargetTests.Estimate(new() { Target = MetaTarget.SampledRollouts }, rollouts, repeats, 1)[0];
            measured.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"| {rollouts} | {limit:F4} | {sampled:F4} | {rollouts * (sampled - limit):F2} | {expected.Mean:F4} ± " +
                    $"{expected.StandardError:F4} | {score.Mean:F4} ± {score.StandardError:F4} |"));
        }

        RequireLines(measured);
    }

    private static void RequireLines(List<string> measured)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, Chapter));
        string[] missing = [.. measured.Where(line => !lines.Contains(line))];
        Assert.True(missing.Length == 0, $"{Chapter} lacks what is measured:\n{string.Join('\n', missing)}");
    }
}
