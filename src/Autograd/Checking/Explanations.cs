namespace AutogradMaml.Autograd.Checking;

/// <summary>The findings in sentences: what is wrong, with both numbers, and what to do.</summary>
internal static class Explanations
{
    /// <summary>The element, or the direction, as an adverb.</summary>
    public static string At(GradientMismatch mismatch)
        => mismatch.Element is null ? $"along a random direction in {mismatch.Input}" : $"at {mismatch.Place}";

    public static string? NonDeterminism(
        CheckedFunction function, int order, double[] first, double[] second, double[] values, double tolerance)
    {
        for (int k = 1; k < values.Length; k++)
        {
            if (Differ(values[0], values[k], tolerance))
            {
                string what = order == 1 ? "the values" : $"as {function.Differentiated(order)}";
                return $"Two runs at the same point gave {what} {Text.Number(values[0])} and {Text.Number(values[k])}: draw random " +
                    "numbers once, outside the function, or from a stream with a fixed seed.";
            }
        }

        foreach (CheckedInput input in function.Inputs)
        {
            for (int element = 0; element < input.Length && second.Length == first.Length; element++)
            {
                double a = first[input.Offset + element];
                double b = second[input.Offset + element];
                if (Differ(a, b, tolerance))
                {
                    return $"Two runs at the same point gave the {function.Derivative(order)} at {Place(input, element)} as " +
                        $"{Text.Number(a)} and {Text.Number(b)}: draw random numbers once, or from a stream with a fixed seed.";
                }
            }
        }

        return null;
    }

    public static string? NotFinite(CheckedFunction function, int order, double value, double[] gradient, string? where)
    {
        string arose = where is null ? string.Empty : $" The first on the tape: {where}.";
        if (!double.IsFinite(value))
        {
            if (FirstNotFinite(function, function.Point) is var (at, given))
            {
                return $"The point itself is {Text.Number(given)} at {at}: nothing can be said of a gradient there.";
            }

            return order == 1
                ? $"The function is {Text.Number(value)} at the point, so it has no gradient there: choose a point inside its " +
                    $"domain.{arose}"
                : $"The {function.Differentiated(order)} is {Text.Number(value)} at the point, so it can't be differentiated.{arose}";
        }

        return FirstNotFinite(function, gradient) is var (place, entry)
            ? $"The {function.Differentiated(order)} has the finite value {Text.Number(value)} at the point, but the " +
                $"{function.Derivative(order)} at {place} is {Text.Number(entry)}.{arose}"
            : null;
    }

    public static string Kink(CheckedFunction function, int order, GradientMismatch mismatch, StepSweep sweep, Probe probe)
    {
        string what = $"The {function.Differentiated(order)}";
        string at = At(mismatch);
        string beside = mismatch.Element is null ? $"beside the point {at}" : $"beside {mismatch.Place}";
        if (sweep.GapRate < -0.25)
        {
            if (sweep.GapRate > -0.8)
            {
                return $"{what} is infinitely steep {at}: the one-sided differences grow as h^{Text.Rate(sweep.GapRate)} as the step h " +
                    "shrinks, so there is no derivative. Move the point.";
            }

            return Sweeper.JumpNearby(sweep) is { } away
                ? $"{what} jumps about {Text.Short(away * probe.Unit)} {beside}, nearer than the step: differences across the jump are " +
                    "no derivative. Move the point."
                : $"{what} jumps {at}: the one-sided differences grow as the step shrinks, so there is no derivative. Move the point.";
        }

        if (Sweeper.KinkNearby(sweep, probe.Scale / probe.Unit) is { } distance)
        {
            return $"{what} has a kink about {Text.Short(distance * probe.Unit)} {beside}, nearer than the step: differences across it " +
                $"are no derivative. Within that distance they agree with the gradient, {Text.Number(mismatch.Analytic)}. Move the point.";
        }

        double left = sweep.LeftDerivative;
        double right = sweep.RightDerivative;
        double given = mismatch.Analytic;
        double slack = mismatch.Tolerance + (Precisions.Settled(function.Precision) * Math.Abs(right - left));
        (string before, string after) = mismatch.Element is null ? ("before the point", "after it") : ("from the left", "from the right");
        string which = Math.Abs(given - left) <= slack || Math.Abs(given - right) <= slack
            ? "which is one of the two, a choice that can't be checked by differences. Move the point."
            : given > Math.Min(left, right) && given < Math.Max(left, right)
                ? "which lies between the two, a choice that can't be checked by differences. Move the point."
                : "which is not even between the two.";
        return $"{what} has a kink {at}: {before} its derivative is {Text.Number(left)}, {after} {Text.Number(right)}. " +
            $"The {function.Derivative(order)} says {Text.Number(given)}, {which}";
    }

    public static string Unclear(
        CheckedFunction function, int order, GradientMismatch mismatch, StepSweep sweep, Differences differences, Doubt doubt)
    {
        string at = At(mismatch);
        string says = $"{Capital(at)} the {function.Derivative(order)} says {Text.Number(mismatch.Analytic)}";
        string steps = $"any step from {Text.Short(sweep.Points[0].Step)} to {Text.Short(sweep.Points[^1].Step)}";
        if (doubt == Doubt.NotFinite)
        {
            return $"{says}, but {Side(mismatch, sweep)} the {function.Differentiated(order)} is not finite at {steps}, so differences " +
                "can't tell whether that is right: the point lies on the border of the function's domain, or nearer to it than " +
                "that. Move the point.";
        }

        string noise = $"rounding noise of a value: {Text.Short(sweep.Noise)}";
        string advice = Advice(function, differences);
        if (doubt == Doubt.Unsettled)
        {
            return $"{says}, but the differences don't settle at {steps} ({noise}). They can't tell whether that is right: {advice}, " +
                "or take a smoother function or another point.";
        }

        string numbers = $"{says} and the differences {Text.Number(mismatch.Numeric)}";
        string error = Text.Short(mismatch.Error);
        string tolerance = Text.Short(mismatch.Tolerance);
        string uncertainty = Text.Short(mismatch.Uncertainty);
        return doubt switch
        {
            Doubt.Rounded => $"{numbers}, but over small steps the {function.Differentiated(order)} does not change at all while over " +
                "larger ones it does, in steps of about " +
                $"{Text.Short(sweep.Quantum ?? 0)}: its values are rounded somewhere. Take out the rounding, or check the function " +
                "before it.",
            Doubt.GivenStep => $"{numbers}: they agree at the step {Text.Short(sweep.BestStep)}, but not at the given step " +
                $"{Text.Short(differences.Step)}. The gradient looks right; choose a step near the former, or none.",
            Doubt.SmallerStepsAgree => $"{numbers} at steps about {Text.Short(sweep.BestStep)}, but at smaller steps they come near " +
                "the gradient again: what they settle on is no limit. The function varies at a finer scale than that step; " +
                $"{advice}, or take another point.",
            Doubt.ComesAndGoes => $"{numbers}. They differ by {error}, more than the tolerance {tolerance}, but a few steps of " +
                $"{Text.Short(sweep.BestStep)} away the error is gone, or has another sign or size: it may come of the " +
                $"function's curvature and not of a wrong rule. {Capital(advice)}, or take another point.",
            Doubt.GradientScatters => $"{numbers}. They differ by {error}, more than the tolerance {tolerance}, but the gradient " +
                "itself changes by up to " +
                $"{uncertainty} when the point moves by a few units in its last places. {Capital(advice)}, or allow a greater tolerance.",
            _ when mismatch.Error <= mismatch.Tolerance => $"{numbers}. They differ by {error}, within the tolerance {tolerance}, but " +
                "the differences are only good to " +
                $"{uncertainty} ({noise}), so that is no proof. {Capital(advice)}, allow a greater tolerance, or take another point.",
            _ => $"{numbers}. They differ by {error}, more than the tolerance {tolerance}, but the differences are only good to " +
                $"{uncertainty} ({noise}). {Capital(advice)}, allow a greater tolerance, or take another point.",
        };
    }

    public static string Disconnected(CheckedFunction function, int order, GradientMismatch mismatch, bool? connected)
    {
        string why = (connected, order) switch
        {
            (false, _) => " No operation on the tape leads from this input to the result: its values were read and used as numbers.",
            (true, 1) => " Operations lead from this input to the result, but none passes a derivative on: something on the way is " +
                "detached, or a rule gives nothing.",
            (true, _) => function.LikelyCause,
            (null, _) => string.Empty,
        };
        return $"The {function.Derivative(order)} by {mismatch.Input} is zero in all its elements, but the " +
            $"{function.Differentiated(order)} varies with it: {At(mismatch)} the differences give {Text.Number(mismatch.Numeric)}.{why}";
    }

    public static string DoesNotVary(CheckedFunction function, int order, GradientMismatch mismatch)
        => $"The {function.Derivative(order)} {At(mismatch)} is {Text.Number(mismatch.Analytic)}, but the " +
            $"{function.Differentiated(order)} does not vary there at any step.";

    public static string Modes(CheckedInput input, double forward, double reverse, double numeric, bool forwardIsWrong, bool told)
    {
        string differ = $"Forward and reverse mode differ along a random direction in {input.Name}: {Text.Number(forward)} and " +
            $"{Text.Number(reverse)}; the differences give {Text.Number(numeric)}";
        (string wrong, string right, string rule) = forwardIsWrong ? ("forward", "reverse", "JVP") : ("reverse", "forward", "VJP");
        return told
            ? $"{differ}. So {right} mode agrees with them, but {wrong} mode does not: a {rule} rule is wrong."
            : $"{differ}, and are not good enough to tell which of the two is right: a JVP or a VJP rule is wrong by a little.";
    }

    private static string Side(GradientMismatch mismatch, StepSweep sweep)
    {
        bool left = sweep.Points.All(static point => !double.IsFinite(point.Backward));
        bool right = sweep.Points.All(static point => !double.IsFinite(point.Forward));
        return (mismatch.Element is null, left, right) switch
        {
            (false, true, false) => "to the left of it",
            (false, false, true) => "to the right of it",
            (true, true, false) => "before the point",
            (true, false, true) => "after the point",
            (false, true, true) => "on both sides of it",
            (true, true, true) => "before the point and after it",
            _ => "on one side or the other",
        };
    }

    // Code in double whose values are good to a few digits only computes in float somewhere.
    private static string Advice(CheckedFunction function, Differences differences)
        => function.IsDouble && differences.Noise <= 1e3 * function.Precision * Math.Abs(differences.Value)
            ? "subtract what is constant from the function"
            : function.IsDouble
                ? "compute in double throughout"
                : "compute in double, subtract what is constant from the function";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static (string Place, double Value)? FirstNotFinite(CheckedFunction function, double[] values)
    {
        foreach (CheckedInput input in function.Inputs)
        {
            for (int element = 0; element < input.Length; element++)
            {
                double value = values[input.Offset + element];
                if (!double.IsFinite(value))
                {
                    return (Place(input, element), value);
                }
            }
        }

        return null;
    }

    private static bool Differ(double a, double b, double tolerance)
        => !a.Equals(b) && !(Math.Abs(a - b) <= tolerance * Math.Max(Math.Abs(a), Math.Abs(b)));

    private static string Place(CheckedInput input, int element)
        => new GradientMismatch(input.Name, input.Shape, element, 0, 0, 0, 0).Place;
}
