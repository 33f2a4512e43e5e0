using AutogradMaml.Autograd;
using AutogradMaml.Onnx.Graphs;

namespace AutogradMaml.Onnx.Rules;

/// <summary>What many elements together give.</summary>
internal static class ReductionRules
{
    /// <summary>A recurrence is written step by step.</summary>
    private const int LongestRecurrence = 256;

    /// <summary>What is written by a square matrix of the places.</summary>
    private const int MostPlaces = 1024;

    /// <summary>The rules by kind.</summary>
    public static IReadOnlyDictionary<string, Func<RuleContext, OnnxValue>> All { get; } =
        new Dictionary<string, Func<RuleContext, OnnxValue>>
        {
            ["cumulative arg max"] = RunningPlace,
            ["cumulative log-sum-exp"] = RunningLogarithm,
            ["cumulative sum"] = static at => RunningSum(at.X, at.Integer("axis"), at.Flag("fromEnd")),
            ["linear recurrence"] = Recurrence,
            ["log-softmax"] = static at => at.Graph.Node("LogSoftmax", at.Result, [at.X], OnnxGraph.Setting("axis", at.Result.Rank - 1)),
            ["log-sum-exp"] = static at => LogarithmOfSum(at.X),
            ["max"] = static at => at.X.Reduce("ReduceMax", at.Integer("axis")),
            ["norm"] = static at => Norm(at.X).Length,
            ["norm of order"] = NormOfOrder,
            ["norm slope"] = NormSlope,
            ["sum"] = static at => at.X.Reduce("ReduceSum", at.Integers("axes")),
            ["sum of others"] = SumOfOthers,
        };

    /// <summary>The sum of all elements along an axis up to each.</summary>
    public static OnnxValue RunningSum(OnnxValue x, int axis, bool fromEnd)
        => x.Graph.Node(
            "CumSum", x.Shape, [x, x.Graph.Integers([axis], Shape.Scalar)], OnnxGraph.Setting("reverse", fromEnd ? 1 : 0));

    private static OnnxValue Recurrence(RuleContext at)
    {
        (int axis, bool fromEnd) = (at.Integer("axis"), at.Flag("fromEnd"));
        int size = at.Result[axis];
        if (size > LongestRecurrence)
        {
            throw new NoCounterpartException($"here along {size} places, and at most {LongestRecurrence} are written step by step");
        }

        var parts = new OnnxValue[size];
        OnnxValue? before = null;
        for (int k = 0; k < size; k++)
        {
            int place = fromEnd ? size - 1 - k : k;
            OnnxValue own = at.X.Slice(axis, place, 1);
            before = before is { } last ? own + (at.Y.Slice(axis, place, 1) * last) : own;
            parts[place] = before.Value;
        }

        return size == 1 ? parts[0] : at.Graph.Node("Concat", at.Result, parts, OnnxGraph.Setting("axis", axis));
    }

    // The greatest is taken out, unless it is infinite: then it is the sum.
    private static OnnxValue LogarithmOfSum(OnnxValue x)
    {
        int axis = x.Shape.Rank - 1;
        OnnxValue greatest = x.Reduce("ReduceMax", axis);
        OnnxValue taken = greatest.Each("IsInf").Choose(0, greatest);
        return (x - taken).Exp().Reduce("ReduceSum", axis).Log() + taken;
    }

    private static OnnxValue RunningLogarithm(RuleContext at)
    {
        int axis = at.Integer("axis");
        OnnxValue sums = LogarithmOfSum(UpToEach(at.X.Swap(axis, -1)));
        return sums.Reshape(sums.Shape.Without(-1)).Swap(axis, -1);
    }

    // The last among equals. What is masked is below every number, which minus infinity is not.
    private static OnnxValue RunningPlace(RuleContext at)
    {
        int axis = at.Integer("axis");
        double least = at.Graph.Numbers == ElementType.Float ? float.MinValue : double.MinValue;
        OnnxValue lines = UpToEach(at.X.Swap(axis, -1).With("Max", at.Graph.Number(least)));
        OnnxValue places = at.Graph.Node(
            "ArgMax", lines.Shape.Without(-1), [lines], OnnxGraph.Setting("axis", lines.Shape.Rank - 1), OnnxGraph.Setting("keepdims", 0),
            OnnxGraph.Setting("select_last_index", 1));
        return places.ToNumbers().Swap(axis, -1);
    }

    // [..., n, n]: for each place of the last axis the elements up to it, and minus infinity for the rest.
    private static OnnxValue UpToEach(OnnxValue x)
    {
        int size = x.Shape[-1];
        if (size > MostPlaces)
        {
            throw new NoCounterpartException($"here along {size} places, and at most {MostPlaces} are written");
        }

        var isPast = new bool[size * size];
        for (int k = 0; k < isPast.Length; k++)
        {
            isPast[k] = k % size <= k / size;
        }

        OnnxValue repeated = x.Reshape(Shape.Create([.. x.Shape.Sizes[..^1], 1, size]));
        return x.Graph.Flags(isPast, [size, size]).Choose(repeated, double.NegativeInfinity);
    }

    // The greatest magnitude is taken out, so that no square overflows or vanishes.
    private static (OnnxValue Length, OnnxValue Parts, OnnxValue Root) Norm(OnnxValue x)
    {
        int axis = x.Shape.Rank - 1;
        OnnxValue greatest = x.Abs().Reduce("ReduceMax", axis);
        OnnxValue scale = greatest.Is(0).Choose(1, greatest);
        OnnxValue parts = x / scale;
        OnnxValue root = (parts * parts).Reduce("ReduceSum", axis).Sqrt();
        return (root * scale, parts, root);
    }

    private static OnnxValue NormSlope(RuleContext at)
    {
        (_, OnnxValue parts, OnnxValue root) = Norm(at.X);
        return parts / root.Is(0).Choose(1, root);
    }

    private static OnnxValue NormOfOrder(RuleContext at)
    {
        double order = at.Number("order");
        int axis = at.X.Shape.Rank - 1;
        OnnxValue magnitudes = at.X.Abs();
        OnnxValue greatest = magnitudes.Reduce("ReduceMax", axis);
        OnnxValue scale = greatest.Is(0).Choose(1, greatest);
        OnnxValue sum = (magnitudes / scale).With("Pow", at.Graph.Number(order)).Reduce("ReduceSum", axis);
        return sum.With("Pow", at.Graph.Number(1 / order)) * greatest;
    }

    // As sums of the others and not as a difference, which would lose the digits where one element is nearly all.
    private static OnnxValue SumOfOthers(RuleContext at)
    {
        int size = at.Result[-1];
        if (size > MostPlaces)
        {
            throw new NoCounterpartException($"here of {size} elements, and at most {MostPlaces} are written");
        }

        var others = new double[size * size];
        for (int k = 0; k < others.Length; k++)
        {
            others[k] = k / size == k % size ? 0 : 1;
        }

        Shape rows = at.Result.Rank == 1 ? at.Result.Prepend(1) : at.Result;
        return MatrixRules.Product(at.X.Reshape(rows), at.Graph.Array(others, [size, size])).Reshape(at.Result);
    }
}
