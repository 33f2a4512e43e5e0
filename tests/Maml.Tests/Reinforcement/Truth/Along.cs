using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Reinforcement.Truth;

/// <summary>Derivatives along a direction, order after order: d^n f(x + h v) / dh^n at h = 0.</summary>
internal static class Along
{
    /// <summary>The derivatives of orders 1 to the highest of functions of each task's own parameters, [tasks] each.</summary>
    /// <param name="values">[tasks].</param>
    /// <param name="x">[tasks, numbers].</param>
    /// <param name="direction">[numbers].</param>
    /// <param name="highest">The highest order.</param>
    public static Variable<double>[] Of(Variable<double> values, Variable<double> x, double[] direction, int highest)
    {
        Tape<double> tape = x.Tape;
        Variable<double> v = tape.Constant(direction, [1, direction.Length]);
        var orders = new Variable<double>[highest];
        for (int order = 0; order < highest; order++)
        {
            values = (tape.Gradient(values.Sum(), x) * v).Sum([1]);
            orders[order] = values;
        }

        return orders;
    }
}
