using AutogradMaml.Autograd.Checking;

namespace AutogradMaml.Autograd;

/// <summary>Finite differences over decades of steps: large steps suffer from curvature, small ones from rounding, and between them the
/// numbers settle if the function is smooth.</summary>
/// <param name="Place">The element or direction that was swept.</param>
/// <param name="Analytic">The derivative that the gradient gives, by the element or along the direction, as all derivatives here.</param>
/// <param name="Points">The differences, from large steps to small ones; a difference that is not finite is in it as it came.</param>
/// <param name="BestStep">The step around which the differences agree best.</param>
/// <param name="BestValue">Their value there, by Richardson extrapolation.</param>
/// <param name="Uncertainty">How far they differ from each other there, or the rounding noise if that is more.</param>
/// <param name="Settled">Whether they agree anywhere.</param>
/// <param name="RemainderRate">The power of h with which the Taylor remainder falls, fitted at the smallest steps above the noise; 2 is
/// right. NaN when the remainder is all noise, as for a linear function.</param>
/// <param name="LeftDerivative">The one-sided derivative from the left, at the smallest step above the noise.</param>
/// <param name="RightDerivative">The one-sided derivative from the right.</param>
/// <param name="GapRate">The power of h with which the one-sided differences approach each other: 1 when smooth, 0 at a kink; NaN when
/// their gap is all noise.</param>
/// <param name="Noise">The rounding noise of a value of the function, estimated from its fourth differences.</param>
/// <param name="Quantum">The size of the steps in which the function's values go, where small differences show that they are rounded;
/// otherwise null.</param>
public sealed record StepSweep(
    string Place,
    double Analytic,
    IReadOnlyList<StepPoint> Points,
    double BestStep,
    double BestValue,
    double Uncertainty,
    bool Settled,
    double RemainderRate,
    double LeftDerivative,
    double RightDerivative,
    double GapRate,
    double Noise,
    double? Quantum)
{
    /// <summary>The sweep as in the table of the report.</summary>
    public override string ToString() => ReportTable.Of(this);

    /// <summary>Derivatives by an element for those along a direction that moves it by a unit; values of the function, and steps, stay as
    /// they are.</summary>
    internal StepSweep By(double unit) => this with
    {
        Analytic = Analytic / unit,
        Points =
        [
            .. Points.Select(point => point with
            {
                Central = point.Central / unit,
                Forward = point.Forward / unit,
                Backward = point.Backward / unit,
                Error = point.Error / unit,
            }),
        ],
        BestValue = BestValue / unit,
        Uncertainty = Uncertainty / unit,
        LeftDerivative = LeftDerivative / unit,
        RightDerivative = RightDerivative / unit,
    };
}
