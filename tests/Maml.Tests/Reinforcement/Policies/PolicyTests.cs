using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Reinforcement.Policies;

/// <summary>Policies: densities that integrate to 1, samples that follow them, divergences by their definition.</summary>
public class PolicyTests
{
    [Fact]
    public void Log_probabilities_of_choices_are_those_of_a_softmax()
    {
        using Tape<double> tape = new();
        CategoricalPolicy<double> policy = new(new Linear<double>(1, 3), 3);
        Variable<double> described = Categorical(tape, policy, [0.5, -1, 2]);
        double[] expected =
        [
            .. new[] { 0.5, -1, 2 }.Select(static score => Math.Exp(score) / (Math.Exp(0.5) + Math.Exp(-1) + Math.Exp(2))),
        ];
        for (int choice = 0; choice < 3; choice++)
        {
            Variable<double> log = policy.LogProbability(described, tape.Constant([choice], [1, 1, 1]));
            Assert.Equal(expected[choice], Math.Exp(log.Values[0]), 1e-14);
        }
    }

    [Fact]
    public void Choices_are_drawn_as_often_as_they_are_probable()
    {
        const int Draws = 50_000;
        using Tape<double> tape = new();
        CategoricalPolicy<double> policy = new(new Linear<double>(1, 3), 3);
        double[] described = Categorical(tape, policy, [0.5, -1, 2]).ToArray();
        int[] counts = new int[3];
        double[] action = new double[1];
        RandomStream random = new(1, "choices");
        for (int draw = 0; draw < Draws; draw++)
        {
            policy.Act(described, random, action);
            counts[(int)action[0]]++;
        }

        for (int choice = 0; choice < 3; choice++)
        {
            double share = Math.Exp(described[choice]);
            Assert.Equal(share, counts[choice] / (double)Draws, 4 * Math.Sqrt(share * (1 - share) / Draws));
        }

        policy.Act(described, null, action);
        Assert.Equal(2, action[0]);
    }

    [Fact]
    public void Vectors_follow_the_density_that_is_told_of_them()
    {
        const int Draws = 50_000;
        using Tape<double> tape = new();
        GaussianPolicy<double> policy = new(new Linear<double>(1, 2), 2, deviation: 0.5);
        double[] described = [0.3, -1, Math.Log(0.5), Math.Log(2)];
        double[] action = new double[2];
        double[] sums = new double[4];
        RandomStream random = new(2, "vectors");
        for (int draw = 0; draw < Draws; draw++)
        {
            policy.Act(described, random, action);
            for (int k = 0; k < 2; k++)
            {
                sums[k] += action[k];
                sums[2 + k] += (action[k] - described[k]) * (action[k] - described[k]);
            }
        }

        Assert.Equal(0.3, sums[0] / Draws, 4 * 0.5 / Math.Sqrt(Draws));
        Assert.Equal(-1, sums[1] / Draws, 4 * 2 / Math.Sqrt(Draws));
        Assert.Equal(0.25, sums[2] / Draws, 4 * 0.25 * Math.Sqrt(2.0 / Draws));
        Assert.Equal(4, sums[3] / Draws, 4 * 4 * Math.Sqrt(2.0 / Draws));
        Variable<double> log = policy.LogProbability(tape.Constant(described, [1, 1, 4]), tape.Constant([0.8, 1.0], [1, 1, 2]));
        double expected = -0.5 - 0.5 - Math.Log(0.5) - Math.Log(2) - Math.Log(2 * Math.PI);
        Assert.Equal(expected, log.Values[0], 1e-14);
        policy.Act(described, null, action);
        Assert.Equal([0.3, -1], action);
    }

    [Fact]
    public void A_divergence_is_the_mean_of_the_logarithm_of_the_ratio_and_0_of_the_same()
    {
        using Tape<double> tape = new();
        CategoricalPolicy<double> categorical = new(new Linear<double>(1, 3), 3);
        Variable<double> p = Categorical(tape, categorical, [0.5, -1, 2]);
        Variable<double> q = Categorical(tape, categorical, [0, 0, 0.5]);
        double sum = Enumerable.Range(0, 3).Sum(k => Math.Exp(p.Values[k]) * (p.Values[k] - q.Values[k]));
        Assert.Equal(sum, categorical.Divergence(p, q).Values[0], 1e-14);
        Assert.Equal(0, categorical.Divergence(p, p).Values[0]);

        // Simpson's rule over ten deviations.
        GaussianPolicy<double> gaussian = new(new Linear<double>(1, 1), 1);
        Variable<double> from = tape.Constant([0.3, Math.Log(0.7)], [1, 1, 2]);
        Variable<double> to = tape.Constant([-0.2, Math.Log(1.3)], [1, 1, 2]);
        const int Places = 2001;
        double integral = 0;
        for (int k = 0; k < Places; k++)
        {
            double action = 0.3 + (0.7 * ((20.0 * k / (Places - 1)) - 10));
            double own = gaussian.LogProbability(from, tape.Constant([action], [1, 1, 1])).Values[0];
            double other = gaussian.LogProbability(to, tape.Constant([action], [1, 1, 1])).Values[0];
            integral += (k is 0 or Places - 1 ? 1 : k % 2 == 1 ? 4 : 2) * Math.Exp(own) * (own - other);
        }

        Assert.Equal(integral * 0.7 * 20 / (Places - 1) / 3, gaussian.Divergence(from, to).Values[0], 1e-10);
        Assert.Equal(0, gaussian.Divergence(from, from).Values[0]);
    }

    [Fact]
    public void The_divergence_is_flat_where_nothing_has_moved_and_its_hessian_by_descriptions_is_the_fisher_information()
    {
        using Tape<double> tape = new();
        CategoricalPolicy<double> categorical = new(new Linear<double>(1, 3), 3);
        double[] scores = [0.5, -1, 2];
        Variable<double> from = Categorical(tape, categorical, scores);
        Variable<double> to = tape.Input([.. from.ToArray()], from.Shape);
        Variable<double> distance = categorical.Divergence(from, to).Sum();
        Assert.All(tape.Gradient(distance, to).ToArray(), static slope => Assert.Equal(0, slope, 1e-15));
        Variable<double> along = tape.Constant([1, 2, -3], to.Shape);
        double[] product = tape.HessianVectorProduct(distance, to, along).ToArray();
        Assert.All(
            product.Zip(from.Exp().ToArray(), along.ToArray()), static each => Assert.Equal(each.Second * each.Third, each.First, 1e-14));

        GaussianPolicy<double> gaussian = new(new Linear<double>(1, 1), 1);
        Variable<double> before = tape.Constant([0.3, Math.Log(0.7)], [1, 1, 2]);
        Variable<double> after = tape.Input([.. before.ToArray()], before.Shape);
        Variable<double> gap = gaussian.Divergence(before, after).Sum();
        Assert.All(tape.Gradient(gap, after).ToArray(), static slope => Assert.Equal(0, slope, 1e-15));
        double[] curved = tape.HessianVectorProduct(gap, after, tape.Constant([1, 1], after.Shape)).ToArray();
        Assert.Equal(1 / 0.49, curved[0], 1e-12);
        Assert.Equal(2, curved[1], 1e-12);
    }

    [Fact]
    public void A_net_of_another_size_or_with_running_statistics_is_refused()
    {
        using Tape<double> tape = new();
        CategoricalPolicy<double> policy = new(new Linear<double>(1, 2), 3);
        Variables<double> parameters = new Linear<double>(1, 2).Initialize(1).On(tape);
        Assert.Equal(
            "The net of a policy gave shape [1, 4, 2] for observations [1, 4, 1], expected [1, 4, 3].",
            Assert.Throws<ArgumentException>(() => policy.Describe(parameters, tape.Zeros([1, 4, 1]))).Message);
        Assert.Equal(
            "The net keeps running statistics (running_mean, running_var), and a policy acts one step at a time: leave batch " +
            "normalization out. (Parameter 'net')",
            Assert.Throws<ArgumentException>(
                static () => new GaussianPolicy<double>(new BatchNorm1d<double>(2, NormalizationPolicy.Frozen), 2)).Message);
    }

    private static Variable<double> Categorical(Tape<double> tape, CategoricalPolicy<double> policy, double[] scores)
    {
        Variables<double> parameters = new(
        [
            KeyValuePair.Create("weight", tape.Zeros([3, 1])),
            KeyValuePair.Create("bias", tape.Constant(scores, [3])),
        ]);
        return policy.Describe(parameters, tape.Zeros([1, 1, 1]));
    }
}
