using AutogradMaml.Autograd;

namespace AutogradMaml.Nn.Tests.Catalogue;

/// <summary>Every optimizer once, and its rule written again on plain numbers, from the formulas that PyTorch documents.</summary>
internal static class OptimizerCatalogue
{
    public const double StepSize = 0.1;
    public const double Epsilon = 1e-3;

    private const double Momentum = 0.9;
    private const double Beta1 = 0.8;
    private const double Beta2 = 0.95;
    private const double WeightDecay = 0.2;

    public static IReadOnlyList<OptimizerRow> Rows { get; } =
    [
        new()
        {
            Name = "sgd", Optimizer = new Sgd<double>(), InFloat = new Sgd<float>(),
            Rule = static (weight, g, _, _) => weight - (StepSize * g),
            PyTorch = (new Sgd<double>(), 0.1),
            Bad = [static () => new Sgd<double>(1), static () => new Sgd<double>(-0.1), static () => new Sgd<double>(double.NaN)],
        },
        new()
        {
            Name = "momentum", Optimizer = new Sgd<double>(Momentum), InFloat = new Sgd<float>((float)Momentum),
            Rule = static (weight, g, _, moments) => weight - (StepSize * Velocity(g, moments)),
            PyTorch = (new Sgd<double>(0.9), 0.1),
            Bad = [static () => new Sgd<double>(1.5)],
        },
        new()
        {
            Name = "nesterov", Optimizer = new Sgd<double>(Momentum, nesterov: true),
            InFloat = new Sgd<float>((float)Momentum, nesterov: true),
            Rule = static (weight, g, _, moments) => weight - (StepSize * (g + (Momentum * Velocity(g, moments)))),
            PyTorch = (new Sgd<double>(0.9, nesterov: true), 0.1),
            Bad = [static () => new Sgd<double>(0, nesterov: true)],
        },
        new()
        {
            Name = "rmsprop", Optimizer = new RmsProp<double>(Beta2, Epsilon), InFloat = new RmsProp<float>(Beta2, Epsilon),
            Rule = static (weight, g, _, moments) =>
            {
                moments[1] = (Beta2 * moments[1]) + ((1 - Beta2) * g * g);
                return weight - (StepSize * g / (Math.Sqrt(moments[1]) + Epsilon));
            },
            PyTorch = (new RmsProp<double>(0.95, 1e-6), 0.01),
            Bad = [static () => new RmsProp<double>(double.NaN), static () => new RmsProp<double>(1),
                static () => new RmsProp<float>(epsilon: 1e-60)],
        },
        new()
        {
            Name = "adam", Optimizer = new Adam<double>(Beta1, Beta2, Epsilon), InFloat = new Adam<float>(Beta1, Beta2, Epsilon),
            Rule = static (weight, g, step, moments) => weight - (StepSize * AdamDirection(g, step, moments)),
            PyTorch = (new Adam<double>(0.8, 0.95, 1e-6), 0.01),
            Bad = [static () => new Adam<double>(beta1: 1), static () => new Adam<double>(beta2: -0.1),
                static () => new Adam<float>(epsilon: 1e-60)],
        },
        new()
        {
            Name = "adamw", Optimizer = new AdamW<double>(WeightDecay, Beta1, Beta2, Epsilon),
            InFloat = new AdamW<float>(WeightDecay, Beta1, Beta2, Epsilon),
            Rule = static (weight, g, step, moments)
                => weight - (StepSize * WeightDecay * weight) - (StepSize * AdamDirection(g, step, moments)),
            PyTorch = (new AdamW<double>(0.1, 0.8, 0.95, 1e-6), 0.01),
            Decay = 1 - (StepSize * WeightDecay),
            Bad = [static () => new AdamW<double>(-1), static () => new AdamW<double>(beta1: 1),
                static () => new AdamW<double>(double.PositiveInfinity)],
        },
    ];

    public static TheoryData<string> Names => [.. Rows.Select(static row => row.Name)];

    public static OptimizerRow Get(string name) => Rows.Single(row => row.Name == name);

    /// <summary>One weight after each of several steps with given gradients.</summary>
    public static double[] ByHand(string name, double weight, double[] gradients)
    {
        var moments = new double[2];
        return [.. gradients.Select((g, k) => weight = Get(name).Rule(weight, g, k + 1, moments))];
    }

    /// <summary>Several steps down a loss, on the tape of the parameters.</summary>
    public static Variables<T> Descend<T>(
        Optimizer<T> optimizer, Variables<T> theta, Func<Variables<T>, Variable<T>> loss, int steps, StepSize<T> stepSize)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        OptimizerState<T> state = optimizer.InitialState(theta);
        for (int k = 0; k < steps; k++)
        {
            Variables<T> gradient = theta.Values[0].Tape.Gradient(loss(theta), theta);
            (theta, state) = optimizer.Step(theta, gradient, state, stepSize);
        }

        return theta;
    }

    /// <summary>Several steps of the optimizer of a row.</summary>
    public static Variables<double> Descend(
        string name, Variables<double> theta, Func<Variables<double>, Variable<double>> loss, int steps, StepSize<double> stepSize)
        => Descend(Get(name).Optimizer, theta, loss, steps, stepSize);

    private static double Velocity(double g, double[] moments) => moments[0] = (Momentum * moments[0]) + g;

    private static double AdamDirection(double g, int step, double[] moments)
    {
        moments[0] = (Beta1 * moments[0]) + ((1 - Beta1) * g);
        moments[1] = (Beta2 * moments[1]) + ((1 - Beta2) * g * g);
        double mean = moments[0] / (1 - Math.Pow(Beta1, step));
        return mean / (Math.Sqrt(moments[1] / (1 - Math.Pow(Beta2, step))) + Epsilon);
    }
}
