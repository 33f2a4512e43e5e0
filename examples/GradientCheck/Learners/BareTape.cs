using AutogradMaml.Autograd;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Checking;

/// <summary>What the ways to differentiate give, written as loops on a tape: nothing of them is used here, and no program.</summary>
internal static class BareTape
{
    /// <summary>The losses after 0, 1, ... steps by their weights, summed over the tasks.</summary>
    public static double Loss(Adaptation<double> adaptation, Parameters<double> meta, TaskBatch<double> tasks, double[] weights)
    {
        using Tape<double> tape = new();
        return Weighted(adaptation, meta.On(tape), tasks.On(tape), weights).Scalar;
    }

    /// <summary>The gradient with inner gradients that are constants.</summary>
    public static Parameters<double> FirstOrder(
        Adaptation<double> adaptation, Parameters<double> meta, TaskBatch<double> tasks, double[] weights)
    {
        using Tape<double> tape = new();
        Variables<double> theta = meta.On(tape);
        return tape.Gradient(Weighted(adaptation, theta, tasks.On(tape), weights), theta).ToParameters();
    }

    /// <summary>The states x_0 to x_(K-1) as numbers.</summary>
    public static IReadOnlyList<Parameters<double>> States(
        Adaptation<double> adaptation, Parameters<double> meta, TaskBatch<double> tasks, int steps)
    {
        using Tape<double> tape = new();
        Variables<double> theta = meta.On(tape);
        Episode<double> episode = tasks.On(tape);
        return [.. Enumerable.Range(0, steps).Select(k => Adapted(adaptation, theta, episode, k).ToParameters())];
    }

    /// <summary>The mean of the losses one step on from states that are held fast, summed over the tasks.</summary>
    public static double AlongTrajectory(
        Adaptation<double> adaptation, Parameters<double> meta, TaskBatch<double> tasks, IReadOnlyList<Parameters<double>> states)
    {
        using Tape<double> tape = new();
        Variables<double> theta = meta.On(tape);
        Episode<double> episode = tasks.On(tape);
        double LossAfter(Parameters<double> state, int k)
            => adaptation.Outer(Step(adaptation, state.On(tape), theta, episode, k), theta, episode, new(episode, k)).Sum().Scalar;
        return states.Select(LossAfter).Average();
    }

    /// <summary>What first order leaves out at a single step: with v for the derivative of the outer loss by the inner gradient, the
    /// product of the inner gradient's derivative with v, and the same of the inner loss, where the rule goes by it. For plain descent v =
    /// -alpha g, and the product is -alpha H g.</summary>
    public static Parameters<double> LeftOut(Adaptation<double> adaptation, Parameters<double> meta, TaskBatch<double> tasks)
    {
        using Tape<double> tape = new();
        Variables<double> theta = meta.On(tape);
        Episode<double> episode = tasks.On(tape);
        InnerStep<double> first = new(episode, 0);
        Variables<double> start = adaptation.Start(theta, episode);
        Variable<double> loss = adaptation.Inner(start, theta, episode, first);
        Variables<double> gradient = tape.Gradient(loss.Sum(), adaptation.Adapting(start));
        Variables<double> free = gradient.ToParameters().On(tape);
        Variable<double> freeLoss = tape.Input(loss.ToTensor());
        first.TakeLoss(freeLoss);
        Variables<double> constant = theta.Detach();
        Variables<double> x = adaptation.Update(start.Detach(), free, constant, first);
        Variable<double>[] v = tape.Gradient(adaptation.Outer(x, constant, episode, first).Sum(), [.. free.Values, freeLoss]);
        Variable<double> ofLoss = (loss * v[^1].Detach()).Sum();
        return tape.Gradient(gradient.Dot(free.WithValues(v.AsSpan(..^1)).Detach()) + ofLoss, theta).ToParameters();
    }

    /// <summary>theta_0 - theta_K, summed over the tasks; 0 for what does not adapt.</summary>
    public static Parameters<double> Displacement(
        Adaptation<double> adaptation, Parameters<double> meta, TaskBatch<double> tasks, int steps)
    {
        using Tape<double> tape = new();
        Variables<double> theta = meta.On(tape);
        Episode<double> episode = tasks.On(tape);
        Variables<double> x = adaptation.Adapting(Adapted(adaptation, theta, episode, steps));
        return new(meta.Select(entry => KeyValuePair.Create(
            entry.Key,
            x.TryGet(entry.Key, out Variable<double> adapted)
                ? (theta[entry.Key] - adapted).Sum([0]).ToTensor()
                : Tensors.Create<double>(new double[entry.Value.FlattenedLength], Tensors.ShapeOf(entry.Value)))));
    }

    private static Variables<double> Adapted(Adaptation<double> adaptation, Variables<double> theta, Episode<double> episode, int steps)
    {
        Variables<double> x = adaptation.Start(theta, episode);
        for (int k = 0; k < steps; k++)
        {
            x = Step(adaptation, x, theta, episode, k);
        }

        return x;
    }

    private static Variables<double> Step(
        Adaptation<double> adaptation, Variables<double> x, Variables<double> theta, Episode<double> episode, int k)
    {
        InnerStep<double> at = new(episode, k);
        Variable<double> loss = adaptation.Inner(x, theta, episode, at);
        at.TakeLoss(loss.Detach());
        return adaptation.Update(x, episode.Tape.Gradient(loss.Sum(), adaptation.Adapting(x)).Detach(), theta, at);
    }

    private static Variable<double> Weighted(
        Adaptation<double> adaptation, Variables<double> theta, Episode<double> episode, double[] weights)
    {
        Variables<double> x = adaptation.Start(theta, episode);
        Variable<double> sum = episode.Tape.Zeros([]);
        for (int k = 0; k < weights.Length; k++)
        {
            x = k == 0 ? x : Step(adaptation, x, theta, episode, k - 1);
            if (weights[k] != 0)
            {
                sum += weights[k] * adaptation.Outer(x, theta, episode, new(episode, Math.Max(0, k - 1))).Sum();
            }
        }

        return sum;
    }
}
