namespace AutogradMaml.Autograd.Checking;

/// <summary>The findings in sentences: what is wrong, with both numbers, and what to do.</summary>
internal static class Explanations
{
    public static string? NonDeterminism(CheckedFunction function, double[] first, double[] second, double[] values, double tolerance)
    {
        for (int k = 1; k < values.Length; k++)
        {
            if (Differ(values[0], values[k], tolerance))
            {
                return $"Two runs at the same point gave the values {Text.Number(values[0])} and {Text.Number(values[k])}: draw random numbers once, outside " +
                    "the function, or from a stream with a fixed seed.";
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
                    return $"Two runs at the same point gave the gradients {Text.Number(a)} and {Text.Number(b)} for {Place(input, element)}.";
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
            return order == 1
                ? $"The function is {Text.Number(value)} at the point, so it has no gradient there: choose a point inside its domain.{arose}"
                : $"The derivative of order {order - 1} is {Text.Number(value)} at the point, so it can't be differentiated.{arose}";
        }

        foreach (CheckedInput input in function.Inputs)
        {
            for (int element = 0; element < input.Length; element++)
            {
                double entry = gradient[input.Offset + element];
                if (!double.IsFinite(entry))
                {
                    return $"The function is finite at the point ({Text.Number(value)}), but its gradient of order {order} at {Place(input, element)} is " +
                        $"{Text.Number(entry)}.{arose}";
                }
            }
        }

        return null;
    }

    public static string Kink(GradientMismatch mismatch, StepSweep sweep, double unit, double scale)
    {
        double left = sweep.LeftDerivative / unit;
        double right = sweep.RightDerivative / unit;
        if (sweep.GapRate < -0.5)
        {
            return $"The function jumps at {mismatch.Place}: the one-sided differences grow as the step shrinks, so there is no derivative. Move the point.";
        }

        if (Sweeper.KinkNearby(sweep, scale) is { } distance)
        {
            return $"The function has a kink about {Text.Short(distance)} beside {mismatch.Place}, nearer than the step: differences across it are no " +
                $"derivative. Within that distance they agree with the gradient, {Text.Number(mismatch.Analytic)}. Move the point.";
        }

        bool between = mismatch.Analytic >= Math.Min(left, right) - Math.Abs(mismatch.Tolerance)
            && mismatch.Analytic <= Math.Max(left, right) + Math.Abs(mismatch.Tolerance);
        return $"The function has a kink at {mismatch.Place}: from the left its derivative is {Text.Number(left)}, from the right {Text.Number(right)}. " +
            $"The gradient says {Text.Number(mismatch.Analytic)}, " +
            (between ? "which lies between, a choice that can't be checked by differences. Move the point." : "which is not even between the two.");
    }

    public static string Unclear(GradientMismatch mismatch, StepSweep sweep, double step, bool stepWasGiven)
    {
        string numbers = $"At {mismatch.Place} the gradient says {Text.Number(mismatch.Analytic)} and the differences {Text.Number(mismatch.Numeric)}";
        if (sweep.Quantum is { } quantum)
        {
            return $"{numbers}, but over small steps the function does not change at all while over larger ones it does, in steps of about " +
                $"{Text.Short(quantum)}: its values are rounded somewhere. Take out the rounding, or check the function before it.";
        }

        if (!sweep.Settled)
        {
            return $"{numbers}, but the differences don't settle at any step from {Text.Short(sweep.Points[0].Step)} to " +
                $"{Text.Short(sweep.Points[^1].Step)} (rounding noise of a value: {Text.Short(sweep.Noise)}). They can't tell whether the gradient is " +
                "right: compute in double, take a smoother function or another point.";
        }

        return stepWasGiven && mismatch.Error <= mismatch.Tolerance
            ? $"{numbers}: they agree at the step {Text.Short(sweep.BestStep)}, but not at the given step {Text.Short(step)}. The gradient looks " +
              "right; choose a step near the former, or none."
            : $"{numbers}. They differ by {Text.Short(mismatch.Error)}, more than the tolerance {Text.Short(mismatch.Tolerance)}, but the differences " +
              $"are only good to {Text.Short(mismatch.Uncertainty)} (rounding noise of a value: {Text.Short(sweep.Noise)}). Compute in double, subtract " +
              "what is constant from the function, or allow a greater tolerance.";
    }

    public static string Disconnected(GradientMismatch mismatch, int order, bool? connected)
    {
        string what = order == 1 ? "gradient" : $"gradient of order {order}";
        string why = connected switch
        {
            false => "No operation on the tape leads from this input to the result: its values were read and used as numbers.",
            true => "Operations lead from this input to the result, but none passes a derivative on: something on the way is detached.",
            null => "The gradient takes no account of this input.",
        };
        return $"The {what} by {mismatch.Input} is zero everywhere, but the function varies with it: at {mismatch.Place} the differences give " +
            $"{Text.Number(mismatch.Numeric)}. {why}";
    }

    public static string Wrong(GradientMismatch mismatch, int order, ErrorPattern pattern)
    {
        string what = order == 1 ? "gradient" : $"gradient is right up to order {order - 1}, but that of order {order}";
        string text = order == 1
            ? $"The {what} by {mismatch.Input} is wrong: at {mismatch.Place} it is {Text.Number(mismatch.Analytic)}, the differences give " +
              $"{Text.Number(mismatch.Numeric)}."
            : $"The {what} by {mismatch.Input} is wrong: at {mismatch.Place} it is {Text.Number(mismatch.Analytic)}, the differences give " +
              $"{Text.Number(mismatch.Numeric)}. A rule computes with numbers where it should use variables, or something is detached.";
        if (pattern.Wrong.Count > 0)
        {
            text += pattern.Wrong.Count == pattern.Examined
                ? Text.Format($" All {pattern.Examined} elements compared are wrong.")
                : Text.Format($" {pattern.Wrong.Count} of {pattern.Examined} elements compared are wrong: {Listed(pattern.Wrong)}.");
        }

        return pattern.Factor is { } factor ? $"{text} {Factor(factor, mismatch.Shape, pattern.Wrong.Count)}" : text;
    }

    private static string Listed(IReadOnlyList<int> places)
    {
        const int Most = 8;
        return string.Join(", ", places.Take(Most)) + (places.Count > Most ? ", ..." : string.Empty);
    }

    private static string Factor(double factor, Shape shape, int count)
    {
        string where = count == 1 ? "There the ratio analytic / numeric is" : "In all of them the ratio analytic / numeric is";
        if (Math.Abs(factor + 1) < 1e-3)
        {
            return $"{where} -1: a wrong sign.";
        }

        if (factor == 0)
        {
            return $"{where} 0: a term is missing.";
        }

        string sign = factor < 0 ? "a wrong sign, and " : string.Empty;
        double size = Math.Abs(factor);
        double whole = size >= 1 ? Math.Round(size) : Math.Round(1 / size);
        bool isWhole = whole >= 2 && Math.Abs((size >= 1 ? size : 1 / size) - whole) < 1e-3 * whole;
        string cause = isWhole
            ? size >= 1
                ? Text.Format($" {sign}{whole} times too much: a factor 1/{whole} is missing, as of a mean over {whole}, or a term counts {whole} times.")
                : Text.Format($" {sign}a factor {whole} is missing, as of a sum over {whole} that became a mean, or of an exponent.")
            : Text.Format($" {sign}a constant factor.");
        return $"{where} {Text.Number(factor)}:{cause}" + (whole > 1 && isWhole && shape.Contains((int)whole) ? Text.Format($" {whole} is the size of an axis of the input.") : string.Empty);
    }

    private static bool Differ(double a, double b, double tolerance)
        => !a.Equals(b) && !(Math.Abs(a - b) <= tolerance * Math.Max(Math.Abs(a), Math.Abs(b)));

    private static string Place(CheckedInput input, int element) => new GradientMismatch(input.Name, input.Shape, element, 0, 0, 0, 0).Place;
}
