using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Reinforcement.Truth;

/// <summary>The exact target of a policy that adapts on sampled rollouts of a Bernoulli bandit with two arms and one pull: the expectation
/// over all that N rollouts can pay, written out.</summary>
/// <remarks>pi = softmax(theta). A rollout without a payoff has return 0 and adds nothing to the policy gradient, so that a support set is
/// how often each arm has paid: a trinomial. The gradient that is taken on it is (n_1 grad log pi_1 + n_2 grad log pi_2) / N.</remarks>
internal static class SampledTarget
{
    /// <summary>E over support sets of V(theta + alpha g).</summary>
    /// <param name="theta">[1, 2].</param>
    /// <param name="pays">How probable a payoff of each arm is.</param>
    /// <param name="alpha">The size of the inner step.</param>
    /// <param name="rollouts">N.</param>
    public static Variable<double> Of(Variable<double> theta, double[] pays, double alpha, int rollouts)
    {
        Tape<double> tape = theta.Tape;
        List<double> first = [];
        List<double> second = [];
        List<double> logCounts = [];
        double[] factorials = new double[rollouts + 1];
        for (int k = 1; k <= rollouts; k++)
        {
            factorials[k] = factorials[k - 1] + Math.Log(k);
        }

        for (int a = 0; a <= rollouts; a++)
        {
            for (int b = 0; a + b <= rollouts; b++)
            {
                first.Add(a);
                second.Add(b);
                logCounts.Add(factorials[rollouts] - factorials[a] - factorials[b] - factorials[rollouts - a - b]);
            }
        }

        Shape column = [first.Count, 1];
        Variable<double> log = theta.LogSoftmax();
        Variable<double> log0 = log.Slice(1, 0, 1);
        Variable<double> log1 = log.Slice(1, 1, 1);
        Variable<double> paid0 = log0.Exp() * pays[0];
        Variable<double> paid1 = log1.Exp() * pays[1];
        Variable<double> n0 = tape.Constant([.. first], column);
        Variable<double> n1 = tape.Constant([.. second], column);
        Variable<double> rest = tape.Constant([.. first.Zip(second, (a, b) => rollouts - a - b)], column);
        Variable<double> weight = (tape.Constant([.. logCounts], column)
            + (n0 * paid0.Log()) + (n1 * paid1.Log()) + (rest * (1 - paid0 - paid1).Log())).Exp();

        // grad log pi_a = e_a - pi.
        Variable<double> pi = log.Exp();
        Variable<double> gradient = (Variable.Concatenate<double>([n0, n1], 1) - ((n0 + n1) * pi)) / rollouts;
        return (weight * Return(theta + (alpha * gradient), pays)).Sum();
    }

    /// <summary>V(theta + alpha grad V(theta)): adaptation along the expected gradient.</summary>
    public static Variable<double> AlongExpectedGradient(Variable<double> theta, double[] pays, double alpha)
        => Return(theta + (alpha * theta.Tape.Gradient(Return(theta, pays).Sum(), theta)), pays).Sum();

    // [rows, 1].
    private static Variable<double> Return(Variable<double> theta, double[] pays)
        => ExpectedReturn.OfBandit(1, theta.Tape.Constant(pays, [1, 2]), theta.LogSoftmax()).InsertAxis(1);
}
