using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Trader;

/// <summary>What positions are worth, differentiable any number of times: J = 252 mean(log(1 + g) - lambda / 2 g^2), with g(t) =
/// p(t) R(t) - c |p(t) - p(t-1)| what a day of the position p(t) gains after costs, a year's worth of it. The loss is -J.</summary>
/// <remarks>The logarithm is of what one unit of money grows by in a day, the second term the price of risk beyond that which the logarithm
/// already has. Where a position does not change, the derivative of its cost is taken for 0 (|x|'(0) = 0).</remarks>
/// <param name="Cost">c: the costs of a unit of turnover; 0.001 are 10 basis points.</param>
/// <param name="RiskAversion">lambda.</param>
internal sealed record TradingObjective(double Cost, double RiskAversion)
{
    /// <summary>The objective in words.</summary>
    public string Description
        => string.Create(CultureInfo.InvariantCulture, $"yearly log growth, costs {Cost:R} of turnover, risk aversion {RiskAversion:R}");

    /// <summary>-J: a <see cref="LossFunction{T}"/>.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="positions">[(tasks,) days + 1, 1]: p, from -1 to 1; the first is that which the window begins with.</param>
    /// <param name="returns">In the same shape: R, what one unit of money gains until the next close; that of the first row plays no
    /// part.</param>
    /// <param name="taskAxes">How many leading axes are kept: 0 or 1.</param>
    /// <returns>A number, or one for each task.</returns>
    public Variable<T> Loss<T>(Variable<T> positions, Variable<T> returns, int taskAxes = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (taskAxes is < 0 or > 1 || positions.Shape.Rank != taskAxes + 2 || positions.Shape != returns.Shape
            || positions.Shape[taskAxes] < 2)
        {
            throw new ArgumentException(
                $"Positions and returns have the same shape, [{(taskAxes == 0 ? string.Empty : "tasks, ")}days + 1, 1], got " +
                    $"{positions.Shape} and {returns.Shape} with {taskAxes} task axes.");
        }

        int days = positions.Shape[taskAxes] - 1;
        Variable<T> held = positions.Slice(taskAxes, 1, days);
        Variable<T> traded = (held - positions.Slice(taskAxes, 0, days)).Abs();
        Variable<T> gain = (held * returns.Slice(taskAxes, 1, days)) - (T.CreateChecked(Cost) * traded);
        Variable<T> worth = (T.One + gain).Log() - (T.CreateChecked(RiskAversion / 2) * gain.Square());
        return T.CreateChecked(-Market.DaysInYear) * worth.Mean([taskAxes, taskAxes + 1]);
    }
}
