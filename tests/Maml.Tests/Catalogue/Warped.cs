using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Catalogue;

/// <summary>The objective along a trajectory, on a bare tape: each state is a constant, and one step from it is judged.</summary>
internal static class Warped
{
    /// <summary>The loss after the last step, and the direction: the gradient of the mean of the losses one step on, by what does not
    /// adapt; x_0 - x_K of what does.</summary>
    public static (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task, Func<string, bool> adapts, int steps, bool movesStart)
    {
        using Tape<double> tape = new();
        Parameters<double> net = meta.Under("net");
        Parameters<double> start = new(net.Where(entry => adapts(entry.Key)));
        Parameters<double> x = start;
        Variables<double> shared = new Parameters<double>(net.Where(entry => !adapts(entry.Key))).On(tape);
        Variable<double> mean = tape.Zeros([]);
        double last = 0;
        for (int step = 0; step < steps; step++)
        {
            Variables<double> state = x.On(tape);
            Variables<double> gradient = tape.Gradient(LossOf(state, "support"), state);
            Variables<double> next = state - (problem.StepSize * gradient);
            Variable<double> loss = LossOf(next, "query");
            mean += loss / tape.Constant(steps);
            (x, last) = (next.ToParameters(), loss.Scalar);
        }

        Parameters<double> objective = tape.Gradient(mean, shared).ToParameters();
        Parameters<double> moved = movesStart ? start - x : start.ZerosLike();
        Parameters<double> direction = new(
            net.Names.Select(name => KeyValuePair.Create(name, adapts(name) ? moved[name] : objective[name])));
        return (last, direction.Prefixed("net"));

        Variable<double> LossOf(Variables<double> at, string set)
        {
            Variables<double> whole = new(net.Names.Select(name => KeyValuePair.Create(name, adapts(name) ? at[name] : shared[name])));
            return problem.Loss(
                problem.Net.Forward(whole, tape.Input(task[$"{set}.inputs"]), Pass<double>.Evaluation), tape.Input(task[$"{set}.targets"]));
        }
    }
}
