using AutogradMaml.Autograd;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Checking;

/// <summary>What the ways to differentiate give, written as loops on a tape: nothing of them is used here, and no program.</summary>
internal static class BareTape
{
    /// <summary>The loss after some steps, summed over the tasks.</summary>
    public static double Loss(Adaptation<double> adaptation, Parameters<double> meta, TaskBatch<double> tasks, int steps)
    {
        using Tape<double> tape = new();
        Variables<double> theta = meta.On(tape);
        Episode<double> episode = tasks.On(tape);
        Variables<double> x = Adapted(adaptation, theta, episode, steps);
        return adaptation.Outer(x, theta, episode, new(episode, Math.Max(0, steps - 1))).Sum().Scalar;
    }

    /// <summary>The gradient with inner gradients that are constants.</summary>
    public static Parameters<double> FirstOrder(Adaptation<double> adaptation, Parameters<double> meta, TaskBatch<double> tasks, int steps)
    {
        using Tape<double> tape = new();
        Variables<double> theta = meta.On(tape);
        Episode<double> episode = tasks.On(tape);
        Variables<double> x = Adapted(adaptation, theta, episode, steps);
        return tape.Gradient(adaptation.Outer(x, theta, episode, new(episode, Math.Max(0, steps - 1))).Sum(), theta).ToParameters();
    }

    /// <summary>What first order leaves out at a single step: with v for the derivative of the outer loss by the inner gradient, the product of the inner gradient's derivative with v. For plain descent
    /// v = -alpha g, and the product is -alpha H g.</summary>
    public static Parameters<double> LeftOut(Adaptation<double> adaptation, Parameters<double> meta, TaskBatch<double> tasks)
    {
        using Tape<double> tape = new();
        Variables<double> theta = meta.On(tape);
        Episode<double> episode = tasks.On(tape);
        InnerStep<double> first = new(episode, 0);
        Variables<double> start = adaptation.Start(theta, episode);
        Variables<double> gradient = tape.Gradient(adaptation.Inner(start, theta, episode, first).Sum(), adaptation.Adapting(start));
        Variables<double> free = gradient.ToParameters().On(tape);
        Variables<double> constant = theta.Detach();
        Variables<double> x = adaptation.Update(start.Detach(), free, constant, first);
        Variables<double> v = tape.Gradient(adaptation.Outer(x, constant, episode, first).Sum(), free).Detach();
        return tape.Gradient(gradient.Dot(v), theta).ToParameters();
    }

    /// <summary>theta_0 - theta_K, summed over the tasks; 0 for what does not adapt.</summary>
    public static Parameters<double> Displacement(Adaptation<double> adaptation, Parameters<double> meta, TaskBatch<double> tasks, int steps)
    {
        using Tape<double> tape = new();
        Variables<double> theta = meta.On(tape);
        Episode<double> episode = tasks.On(tape);
        Variables<double> x = Adapted(adaptation, theta, episode, steps);
        return new(meta.Select(entry => KeyValuePair.Create(
            entry.Key,
            x.TryGet(entry.Key, out Variable<double> adapted) ? (theta[entry.Key] - adapted).Sum([0]).ToTensor() : Tensors.Create<double>(new double[entry.Value.FlattenedLength], Tensors.ShapeOf(entry.Value)))));
    }

    private static Variables<double> Adapted(Adaptation<double> adaptation, Variables<double> theta, Episode<double> episode, int steps)
    {
        Variables<double> x = adaptation.Start(theta, episode);
        for (int k = 0; k < steps; k++)
        {
            InnerStep<double> at = new(episode, k);
            x = adaptation.Update(x, episode.Tape.Gradient(adaptation.Inner(x, theta, episode, at).Sum(), adaptation.Adapting(x)).Detach(), theta, at);
        }

        return x;
    }
}
