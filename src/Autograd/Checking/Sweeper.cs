namespace AutogradMaml.Autograd.Checking;

/// <summary>Takes differences over decades of steps and says what they mean.</summary>
internal sealed class Sweeper(CheckedFunction function, Differences differences)
{
    // Half decades.
    private static readonly double Ratio = Math.Sqrt(10);

    /// <summary>Sweeps the step along a direction.</summary>
    public StepSweep Sweep(string place, double[] direction, double analytic)
    {
        double last = function.IsDouble ? 1e-12 : 1e-6;
        List<StepPoint> points = [];
        for (double t = 1; t > 0.9 * last; t /= Ratio)
        {
            double plus = differences.Along(direction, t);
            double minus = differences.Along(direction, -t);
            double central = (plus - minus) / (2 * t);
            points.Add(new(
                t,
                central,
                (plus - differences.Value) / t,
                (differences.Value - minus) / t,
                Math.Abs(central - analytic),
                Math.Abs(plus - differences.Value - (t * analytic))));
        }

        (int best, double value, double uncertainty) = MostSettled(points);
        double noise = differences.Noise;
        bool settled = best >= 0
            && (uncertainty <= Precisions.Settled(function.Precision) * Math.Abs(value) || uncertainty <= 8 * noise / points[best].Step);

        // Over one decade and over two: a kink shows in both.
        double gapRate = Math.Max(Rate(points, Bend, 50 * noise, 3, out int smallest), Rate(points, Bend, 50 * noise, 5, out _)) - 1;
        gapRate = smallest >= 0 && points[smallest].Step > Precisions.Step(function.Precision) / 5 ? double.NaN : gapRate;
        double remainderRate = Rate(points, static point => point.Remainder, 50 * noise, 5, out _);

        // Three decades above the noise a one-sided difference is good to four digits or more.
        StepPoint sides = points[Math.Max(smallest - 6, 0)];
        return new(
            place,
            analytic,
            points,
            best < 0 ? double.NaN : points[best].Step,
            value,
            uncertainty,
            settled,
            remainderRate,
            sides.Backward,
            sides.Forward,
            gapRate,
            noise,
            RoundedTo(points, analytic));

        static double Bend(StepPoint point) => Math.Abs(point.Forward - point.Backward) * point.Step;
    }

    /// <summary>What a sweep means for the gradient.</summary>
    public static (Finding Finding, Doubt Doubt) Judge(StepSweep sweep, double tolerance, double scale)
    {
        double error = Math.Abs(sweep.Analytic - sweep.BestValue);
        double gap = Math.Abs(sweep.RightDerivative - sweep.LeftDerivative);
        // A kink is what the smallest steps show; over large ones any function may bend so.
        if (sweep.Quantum is null && sweep.GapRate < 0.35 && gap > Math.Max(1e-3 * scale, 20 * tolerance))
        {
            return (Finding.Kink, Doubt.None);
        }

        if (sweep.Settled && error <= tolerance && sweep.Uncertainty <= 100 * tolerance)
        {
            return (Finding.Agrees, Doubt.None);
        }

        if (sweep.Quantum is not null)
        {
            return (Finding.Unclear, Doubt.Rounded);
        }

        if (KinkNearby(sweep, scale) is not null)
        {
            return (Finding.Kink, Doubt.None);
        }

        if (!sweep.Settled)
        {
            return (Finding.Unclear, sweep.Points.All(static point => !double.IsFinite(point.Central)) ? Doubt.NotFinite : Doubt.Unsettled);
        }

        if (error <= Math.Max(tolerance, 5 * sweep.Uncertainty))
        {
            return (Finding.Unclear, Doubt.Coarse);
        }

        return SmallerStepsAgree(sweep, error) ? (Finding.Unclear, Doubt.SmallerStepsAgree) : (Finding.Wrong, Doubt.None);
    }

    /// <summary>The distance to a jump beside the point, or null when it is at the point: steps smaller than that distance see nothing of
    /// it.</summary>
    public static double? JumpNearby(StepSweep sweep)
    {
        int last = sweep.Points.ToList().FindLastIndex(point => Math.Abs(point.Forward - point.Backward) * point.Step > 50 * sweep.Noise);
        return last >= 0 && last < sweep.Points.Count - 1 ? sweep.Points[last].Step : null;
    }

    /// <summary>The distance to a kink beside the point, or null when there is no sign of one. Beyond that distance the gap between the
    /// one-sided differences is the same over two decades of steps; within it, it falls away, and the differences agree with the
    /// gradient.</summary>
    public static double? KinkNearby(StepSweep sweep, double scale)
    {
        const int Decades = 4;
        IReadOnlyList<StepPoint> points = sweep.Points;
        for (int k = 0; k + Decades + 2 < points.Count; k++)
        {
            double gap = Gap(k);
            if (points[k].Step > 0.5 || !double.IsFinite(gap) || gap <= 1e-2 * scale)
            {
                continue;
            }

            bool constant = true;
            for (int j = 1; j <= Decades; j++)
            {
                constant &= Math.Abs(Gap(k + j) - gap) < 0.1 * gap;
            }

            if (!constant)
            {
                continue;
            }

            int inside = k + Decades + 1;
            while (inside < points.Count && Gap(inside) > 0.1 * gap)
            {
                inside++;
            }

            if (inside < points.Count && points[inside].Error < 0.05 * gap)
            {
                return points[inside].Step;
            }
        }

        return null;

        double Gap(int k) => Math.Abs(points[k].Forward - points[k].Backward);
    }

    /// <summary>Whether at two neighbouring steps smaller than the best, and still above the noise, the differences are near the gradient:
    /// then what they settled on is no limit for h to 0.</summary>
    private static bool SmallerStepsAgree(StepSweep sweep, double error)
    {
        int run = 0;
        foreach (StepPoint point in sweep.Points)
        {
            bool agrees = point.Step < sweep.BestStep && point.Step > sweep.BestStep / 2000 && 3 * sweep.Noise / point.Step < 0.5 * error
                && point.Error < 0.5 * error;
            run = agrees ? run + 1 : 0;
            if (run == 2)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The size of the steps in which the values go, when the function does not change at all over the smallest differences, and
    /// yet over a decade of larger ones varies as the gradient says; or when the change that the gradient foretells is below the last
    /// places of any number of size 1. Otherwise null.</summary>
    private double? RoundedTo(List<StepPoint> points, double analytic)
    {
        const int Constant = 4;
        int last = points.FindLastIndex(static point => point.Forward != 0 || point.Backward != 0);
        if (analytic == 0 || last < 0 || last >= points.Count - Constant)
        {
            return null;
        }

        double quantum = points[last].Step * Math.Max(Math.Abs(points[last].Forward), Math.Abs(points[last].Backward));
        if (quantum <= 100 * function.Precision && Math.Abs(analytic) * points[last + 1].Step < quantum)
        {
            return quantum;
        }

        int run = 0;
        for (int k = 0; k <= last && run < 3; k++)
        {
            run = Math.Abs(points[k].Central - analytic) < 0.2 * Math.Abs(analytic) ? run + 1 : 0;
        }

        return run == 3 && quantum > 50 * differences.Noise ? quantum : null;
    }

    /// <summary>Extrapolates each pair of neighbours and picks where three extrapolations in a row agree best.</summary>
    private (int Best, double Value, double Uncertainty) MostSettled(List<StepPoint> points)
    {
        var extrapolated = new double[points.Count - 1];
        for (int k = 0; k < extrapolated.Length; k++)
        {
            // The error of a central difference is c h^2, and the steps are in the ratio sqrt(10): 10 narrow - wide over 9 removes it.
            extrapolated[k] = ((10 * points[k + 1].Central) - points[k].Central) / 9;
        }

        (int Best, double Value, double Uncertainty) result = (-1, double.NaN, double.PositiveInfinity);
        for (int k = 1; k + 1 < extrapolated.Length; k++)
        {
            double spread = Math.Max(Math.Abs(extrapolated[k] - extrapolated[k - 1]), Math.Abs(extrapolated[k + 1] - extrapolated[k]));
            double uncertainty = Math.Max(spread, 2 * differences.Noise / points[k + 1].Step);
            if (uncertainty < result.Uncertainty)
            {
                result = (k + 1, extrapolated[k], uncertainty);
            }
        }

        return result;
    }

    /// <summary>The slope, on logarithmic axes, of a quantity over the smallest steps at which it stands above the noise.</summary>
    private static double Rate(List<StepPoint> points, Func<StepPoint, double> quantity, double noise, int fitted, out int smallest)
    {
        List<(double X, double Y)> window = [];
        smallest = -1;
        for (int k = points.Count - 1; k >= 0 && window.Count < fitted; k--)
        {
            double value = quantity(points[k]);
            if (!double.IsFinite(value) || value <= noise || value == 0)
            {
                // A gap in the run would mix two regimes.
                if (window.Count is > 0 and < 3)
                {
                    window.Clear();
                    smallest = -1;
                }

                continue;
            }

            smallest = smallest < 0 ? k : smallest;
            window.Add((Math.Log(points[k].Step), Math.Log(value)));
        }

        if (window.Count < 3)
        {
            return double.NaN;
        }

        double meanX = window.Average(static pair => pair.X);
        double meanY = window.Average(static pair => pair.Y);
        return window.Sum(pair => (pair.X - meanX) * (pair.Y - meanY)) / window.Sum(pair => (pair.X - meanX) * (pair.X - meanX));
    }
}
