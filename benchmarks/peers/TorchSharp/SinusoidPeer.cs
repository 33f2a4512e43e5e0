using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace AutogradMaml.Benchmarks.Peers;

/// <summary>One outer step of the sinusoid experiment: sinusoid.py in TorchSharp.</summary>
internal static class SinusoidPeer
{
    private const int Tasks = 25;
    private const int Points = 10;
    private const int Width = 40;
    private const double OuterStep = 1e-3;

    private static readonly (int Inputs, int Outputs)[] Layers = [(1, Width), (Width, Width), (Width, 1)];

    /// <summary>The tasks one after the other.</summary>
    public static Action OneByOne(int steps, bool exact)
    {
        List<Parameter> parameters = [];
        foreach ((int inputs, int outputs) in Layers)
        {
            parameters.Add(new(empty(outputs, inputs).uniform_(-1, 1) / Math.Sqrt(inputs)));
            parameters.Add(new(zeros(outputs)));
        }

        optim.Optimizer optimizer = optim.Adam(parameters, OuterStep);
        Tensor[][] sets = [.. Draw().Select(static part => part.unbind(0))];
        return () =>
        {
            optimizer.zero_grad();
            for (int task = 0; task < Tasks; task++)
            {
                // Task by task, so that a task's graph is free before the next begins.
                using DisposeScope scope = NewDisposeScope();
                IList<Tensor> adapted = [.. parameters];
                for (int step = 0; step < steps; step++)
                {
                    adapted = Descend(adapted, Loss(adapted, sets[0][task], sets[1][task]), 0.01, exact);
                }

                (Loss(adapted, sets[2][task], sets[3][task]) / Tasks).backward();
            }

            optimizer.step();
        };

        static Tensor Loss(IList<Tensor> values, Tensor inputs, Tensor targets)
        {
            Tensor hidden = relu(linear(inputs, values[0], values[1]));
            hidden = relu(linear(hidden, values[2], values[3]));
            return mse_loss(linear(hidden, values[4], values[5]), targets);
        }
    }

    /// <summary>The tasks stacked, by batched matrix products.</summary>
    public static Action Stacked(int steps, bool exact, double innerStep)
    {
        List<Parameter> parameters = [];
        foreach ((int inputs, int outputs) in Layers)
        {
            parameters.Add(new(empty(inputs, outputs).uniform_(-1, 1) / Math.Sqrt(inputs)));
            parameters.Add(new(zeros(1, outputs)));
        }

        optim.Optimizer optimizer = optim.Adam(parameters, OuterStep);
        Tensor[] sets = Draw();
        return () =>
        {
            optimizer.zero_grad();
            IList<Tensor> adapted = [.. parameters.Select(static value => value.unsqueeze(0).expand([Tasks, .. value.shape]))];
            for (int step = 0; step < steps; step++)
            {
                adapted = Descend(adapted, Squares(adapted, sets[0], sets[1]), innerStep, exact);
            }

            (Squares(adapted, sets[2], sets[3]) / Tasks).backward();
            optimizer.step();
        };

        static Tensor Squares(IList<Tensor> values, Tensor inputs, Tensor targets)
        {
            Tensor hidden = baddbmm(inputs, values[0], values[1]).relu();
            hidden = baddbmm(hidden, values[2], values[3]).relu();
            return (baddbmm(hidden, values[4], values[5]) - targets).square().sum() / Points;
        }
    }

    /// <summary>One inner step of gradient descent.</summary>
    public static IList<Tensor> Descend(IList<Tensor> values, Tensor loss, double step, bool exact)
    {
        IList<Tensor> gradient = autograd.grad([loss], values, retain_graph: exact, create_graph: exact);
        return [.. values.Zip(gradient, (value, slope) => value.add(slope, alpha: -step))];
    }

    // Support and query sets: inputs and targets, each [tasks, points, 1].
    private static Tensor[] Draw()
    {
        Tensor amplitude = empty(Tasks, 1, 1).uniform_(0.1, 5.0);
        Tensor phase = empty(Tasks, 1, 1).uniform_(0.0, Math.PI);
        Tensor support = empty(Tasks, Points, 1).uniform_(-5.0, 5.0);
        Tensor query = empty(Tasks, Points, 1).uniform_(-5.0, 5.0);
        return [support, amplitude * (support - phase).sin(), query, amplitude * (query - phase).sin()];
    }
}
