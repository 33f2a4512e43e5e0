using AutogradMaml.Autograd;

namespace AutogradMaml.Nn.Tests.Optimizers;

/// <summary>Every optimizer once, and its rule written again on plain numbers, from the formulas that PyTorch documents.</summary>
internal static class OptimizerCases
{
    public const double StepSize = 0.1;
    public const double Beta1 = 0.8;
    public const double Beta2 = 0.95;
    public const double Epsilon = 1e-3;
    public const double WeightDecay = 0.2;

    private static readonly Dictionary<string, Optimizer<double>> All = new()
    {
        ["sgd"] = new Sgd<double>(),
        ["momentum"] = new Sgd<double>(0.9),
        ["nesterov"] = new Sgd<double>(0.9, nesterov: true),
        ["rmsprop"] = new RmsProp<double>(Beta2, Epsilon),
        ["adam"] = new Adam<double>(Beta1, Beta2, Epsilon),
        ["adamw"] = new AdamW<double>(WeightDecay, Beta1, Beta2, Epsilon),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    public static Optimizer<double> Get(string name) => All[name];

    /// <summary>One weight after each of several steps with given gradients.</summary>
    public static double[] ByHand(string name, double weight, double[] gradients)
    {
        double first = 0;
        double second = 0;
        var weights = new double[gradients.Length];
        for (int k = 0; k < gradients.Length; k++)
        {
            int t = k + 1;
            double g = gradients[k];
            switch (name)
            {
                case "sgd":
                    weight -= StepSize * g;
                    break;
                case "momentum":
                    first = (0.9 * first) + g;
                    weight -= StepSize * first;
                    break;
                case "nesterov":
                    first = (0.9 * first) + g;
                    weight -= StepSize * (g + (0.9 * first));
                    break;
                case "rmsprop":
                    second = (Beta2 * second) + ((1 - Beta2) * g * g);
                    weight -= StepSize * g / (Math.Sqrt(second) + Epsilon);
                    break;
                case "adam":
                case "adamw":
                    weight -= name == "adamw" ? StepSize * WeightDecay * weight : 0;
                    first = (Beta1 * first) + ((1 - Beta1) * g);
                    second = (Beta2 * second) + ((1 - Beta2) * g * g);
                    double mean = first / (1 - Math.Pow(Beta1, t));
                    double square = second / (1 - Math.Pow(Beta2, t));
                    weight -= StepSize * mean / (Math.Sqrt(square) + Epsilon);
                    break;
                default:
                    throw new ArgumentException($"No optimizer '{name}'.", nameof(name));
            }

            weights[k] = weight;
        }

        return weights;
    }

    /// <summary>Several steps down a loss, on the tape of the parameters.</summary>
    public static Variables<double> Descend(
        string name, Variables<double> theta, Func<Variables<double>, Variable<double>> loss, int steps, StepSize<double> stepSize)
    {
        OptimizerState<double> state = Get(name).InitialState(theta);
        for (int k = 0; k < steps; k++)
        {
            Variables<double> gradient = theta.Values[0].Tape.Gradient(loss(theta), theta);
            (theta, state) = Get(name).Step(theta, gradient, state, stepSize);
        }

        return theta;
    }
}
