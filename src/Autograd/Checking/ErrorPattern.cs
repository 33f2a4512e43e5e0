namespace AutogradMaml.Autograd.Checking;

/// <summary>What the wrong elements of an input have in common.</summary>
/// <param name="Input">The input.</param>
/// <param name="Examined">How many elements were compared.</param>
/// <param name="Wrong">The places of those that are wrong.</param>
/// <param name="Factor">analytic / numeric, where it is the same for all wrong elements; otherwise null.</param>
/// <param name="Offset">analytic - numeric, where it is the same for all of several wrong elements; otherwise null.</param>
/// <param name="Rearrangement">How the right numbers stand in the wrong places, where they do; otherwise null.</param>
/// <param name="Axis">The axis at one index of which all elements are wrong, and no others; otherwise null.</param>
/// <param name="IsDouble">Whether ratios are good to about ten digits, or to three.</param>
internal sealed record ErrorPattern(
    CheckedInput Input,
    int Examined,
    IReadOnlyList<int> Wrong,
    double? Factor,
    double? Offset,
    string? Rearrangement,
    (int Axis, int Index)? Axis,
    bool IsDouble)
{
    private const int MostElements = 64;

    /// <summary>Compares elements one by one: all of them, or a random choice that includes the one that is known to be wrong.</summary>
    /// <param name="gradient">The gradient.</param>
    /// <param name="input">The input.</param>
    /// <param name="known">The element that is known to be wrong, if one is.</param>
    /// <param name="seed">The seed of the choice.</param>
    /// <param name="isDouble">Whether the function computes in double.</param>
    /// <param name="wrongness">Whether a number that failed at the first step is wrong; null where that can't be told.</param>
    public static ErrorPattern Of(
        GradientAtPoint gradient, CheckedInput input, int? known, ulong seed, bool isDouble, Func<Probe, bool?> wrongness)
    {
        int[] elements = input.Length <= MostElements
            ? [.. Enumerable.Range(0, input.Length)]
            : [.. new RandomStream(seed, "gradient check elements", input.Offset).Choose(MostElements, input.Length)];
        if (known is { } element && !elements.Contains(element))
        {
            elements[0] = element;
        }

        List<(Compared Element, bool IsWrong)> compared = [];
        foreach (int place in elements)
        {
            Compare(place);
        }

        if (compared.Count(static pair => pair.IsWrong) == 1 && elements.Length < input.Length)
        {
            // The number that belongs there may stand at a place that was not drawn.
            Compared alone = compared.Find(static pair => pair.IsWrong).Element;
            int partner = Enumerable.Range(0, input.Length).FirstOrDefault(
                place => !elements.Contains(place) && Near(gradient.Values[input.Offset + place], alone), -1);
            if (partner >= 0)
            {
                Compare(partner);
            }
        }

        compared.Sort(static (a, b) => a.Element.Place.CompareTo(b.Element.Place));
        Compared[] all = [.. compared.Select(static pair => pair.Element)];
        Compared[] wrong = [.. compared.Where(static pair => pair.IsWrong).Select(static pair => pair.Element)];
        double? factor = FactorOf(wrong, isDouble);
        return new(
            input,
            all.Length,
            [.. wrong.Select(static one => one.Place)],
            factor,
            factor is null && wrong.Length > 1 ? OffsetOf(wrong, isDouble) : null,
            factor is null ? RearrangementOf(gradient, input, all, wrong) : null,
            AxisOf(input.Shape, all, wrong),
            isDouble);

        void Compare(int place)
        {
            Probe probe = gradient.Element(input, place);
            if (!double.IsFinite(probe.Numeric) || (probe.Passed ? false : wrongness(probe)) is not { } isWrong)
            {
                return;
            }

            compared.Add((new(place, probe.Analytic / probe.Unit, probe.Numeric / probe.Unit, 2 * probe.Tolerance / probe.Unit), isWrong));
        }
    }

    private static bool Near(double value, Compared element) => Math.Abs(value - element.Numeric) <= element.Tolerance;

    /// <summary>The ratio at the greatest element, if those of all others are that too, but for rounding.</summary>
    private static double? FactorOf(Compared[] wrong, bool isDouble)
    {
        if (wrong.Length == 0)
        {
            return null;
        }

        Compared greatest = wrong.MaxBy(static one => Math.Abs(one.Numeric))!;
        double factor = greatest.Analytic / greatest.Numeric;
        double spread = (isDouble ? 1e-4 : 1e-2) * Math.Max(Math.Abs(factor), 1e-3);
        return double.IsFinite(factor) && Array.TrueForAll(
            wrong,
            one => Math.Abs(one.Analytic - (factor * one.Numeric)) <= (spread * Math.Abs(one.Numeric)) + (Math.Abs(factor) * one.Tolerance))
            ? factor
            : null;
    }

    private static double? OffsetOf(Compared[] wrong, bool isDouble)
    {
        double offset = wrong[0].Analytic - wrong[0].Numeric;
        return Array.TrueForAll(
            wrong, one => Math.Abs(one.Analytic - one.Numeric - offset) <= ((isDouble ? 1e-4 : 1e-2) * Math.Abs(offset)) + one.Tolerance)
            ? offset
            : null;
    }

    private static string? RearrangementOf(GradientAtPoint gradient, CheckedInput input, Compared[] all, Compared[] wrong)
    {
        if (wrong.Length < 2)
        {
            return null;
        }

        Shape shape = input.Shape;
        if (shape.Rank >= 2)
        {
            int rows = shape[shape.Rank - 2];
            int columns = shape[shape.Rank - 1];
            if (rows > 1 && columns > 1
                && Array.TrueForAll(all, one => Near(gradient.Values[input.Offset + Transposed(one.Place, rows, columns)], one)))
            {
                return "its last two axes are transposed";
            }
        }

        if (wrong.Length == 2 && Near(wrong[0].Analytic, wrong[1]) && Near(wrong[1].Analytic, wrong[0]))
        {
            return "the two are exchanged: each has the number that belongs to the other";
        }

        double[] analytic = [.. wrong.Select(static one => one.Analytic).Order()];
        Compared[] numeric = [.. wrong.OrderBy(static one => one.Numeric)];
        return all.Length == input.Length && Enumerable.Range(0, numeric.Length).All(k => Near(analytic[k], numeric[k]))
            ? "the numbers are right, but stand in another order"
            : null;
    }

    /// <summary>Where an element of a matrix stands when the matrix is written down column by column.</summary>
    private static int Transposed(int place, int rows, int columns)
    {
        (int matrix, int within) = Math.DivRem(place, rows * columns);
        (int row, int column) = Math.DivRem(within, columns);
        return (matrix * rows * columns) + (column * rows) + row;
    }

    private static (int Axis, int Index)? AxisOf(Shape shape, Compared[] all, Compared[] wrong)
    {
        if (wrong.Length < 2 || wrong.Length == all.Length)
        {
            return null;
        }

        int stride = 1;
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            int size = shape[axis];
            int length = stride;
            int index = Index(wrong[0]);
            if (Array.TrueForAll(wrong, one => Index(one) == index) && all.Count(one => Index(one) == index) == wrong.Length)
            {
                return (axis, index);
            }

            stride *= size;

            int Index(Compared one) => one.Place / length % size;
        }

        return null;
    }

    /// <summary>An element with both its numbers, and how near a number must be to the numeric one to be the same.</summary>
    private sealed record Compared(int Place, double Analytic, double Numeric, double Tolerance);
}
