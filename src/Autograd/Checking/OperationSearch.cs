using System.Numerics;

namespace AutogradMaml.Autograd.Checking;

/// <summary>Walks a tape and checks each operation by itself, on the values that it had there, until one shows a fault.</summary>
internal sealed class OperationSearch<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tape<T> _tape;
    private readonly ulong _seed;
    private readonly int _lowest;
    private readonly bool[] _reaches;

    // To whatever leads to the output, differentiable or not: what depends on an input, as derivatives see it.
    private readonly Paths<T> _paths;

    public OperationSearch(Tape<T> tape, Variable<T>[] inputs, Variable<T> output, ulong seed)
    {
        _tape = tape;
        _seed = seed;
        int[] nodes = Array.ConvertAll(inputs, tape.IndexOf);
        _lowest = nodes.Length == 0 ? 0 : nodes.Min();
        int length = Math.Max(0, output.Index + 1 - _lowest);
        _reaches = new bool[length];
        if (length > 0)
        {
            _reaches[^1] = true;
        }

        for (int k = length - 1; k >= 0; k--)
        {
            foreach (int input in tape.InputsOf(_lowest + k))
            {
                if (_reaches[k] && input >= _lowest)
                {
                    _reaches[input - _lowest] = true;
                }
            }
        }

        _paths = new(tape, [.. Enumerable.Range(_lowest, length).Where(node => _reaches[node - _lowest])], nodes, floor: 0);
    }

    /// <summary>Whether any operations, differentiable or not, lead from one place to another.</summary>
    public static bool Leads(Tape<T> tape, int from, int to)
    {
        var leads = new bool[tape.Count];
        leads[from] = true;
        for (int node = from + 1; node <= to; node++)
        {
            foreach (int input in tape.InputsOf(node))
            {
                leads[node] |= leads[input];
            }
        }

        return leads[to];
    }

    /// <summary>The first operation whose own check ends in a fault of the same kind.</summary>
    public OperationFault? Find(GradientVerdict verdict, int order)
    {
        for (int k = 0; k < _reaches.Length; k++)
        {
            int node = _lowest + k;
            Operation<T> operation = _tape.OperationOf(node);

            // A result that was declared final is not computed from its inputs; the sweep that it stops says so itself.
            if (!_reaches[k] || operation is LeafOperation<T> or FinalResult<T> || _tape.IsReleased(node))
            {
                continue;
            }

            int[] inputs = _tape.InputsOf(node).ToArray();
            int[] varied = [.. Enumerable.Range(0, inputs.Length).Where(j => _paths.Contains(inputs[j]))];
            if (varied.Length == 0 || Array.Exists(inputs, _tape.IsReleased))
            {
                continue;
            }

            if (Check(node, operation, inputs, varied, verdict, order) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static bool IsSameKind(GradientVerdict found, GradientVerdict wanted) => wanted switch
    {
        GradientVerdict.WrongRule or GradientVerdict.Disconnected => found is GradientVerdict.WrongRule or GradientVerdict.Disconnected,
        GradientVerdict.WrongAtSecondOrder or GradientVerdict.WrongAtHigherOrder => found is GradientVerdict.WrongRule
            or GradientVerdict.Disconnected or GradientVerdict.WrongAtSecondOrder or GradientVerdict.WrongAtHigherOrder,
        _ => found == wanted,
    };

    private OperationFault? Check(int node, Operation<T> operation, int[] inputs, int[] varied, GradientVerdict verdict, int order)
    {
        T[][] values = Array.ConvertAll(inputs, input => _tape.SpanAt(input).ToArray());
        Shape[] shapes = Array.ConvertAll(inputs, _tape.ShapeOf);
        Shape outputShape = _tape.ShapeOf(node);
        List<CheckedInput> parts = [];
        List<double> point = [];
        foreach (int j in varied)
        {
            parts.Add(new(Text.Format($"input {j}"), shapes[j], point.Count));
            point.AddRange(Array.ConvertAll(values[j], double.CreateChecked));
        }

        // The rule must be differentiable in the cotangent too: in a program that varies with the input as well.
        T[] cotangent = Directions.Fixed<T>(_seed, "node", 0, outputShape.ElementCount);
        int cotangentOffset = point.Count;
        parts.Add(new("cotangent", outputShape, cotangentOffset));
        point.AddRange(Array.ConvertAll(cotangent, double.CreateChecked));
        TapeFunction<T> alone = new(Apply, parts, [.. point], _seed, lastInputIsCotangent: true);
        GradientCheckOptions options = new() { Orders = order, Projections = 1, Seed = _seed, RoundingTolerance = 100 * alone.Precision };
        GradientReport report;
        try
        {
            report = new Checker(alone, options, locate: false).Run();
        }
        catch (ArgumentException)
        {
            // Varied by itself the input left the operation's domain, as class numbers do: nothing can be said of it.
            return null;
        }

        return IsSameKind(report.Verdict, verdict) ? Describe(node, operation, shapes, outputShape, alone, report, varied) : null;

        Variable<T> Apply(Tape<T> tape, Variable<T>[] given)
        {
            var operands = new Variable<T>[inputs.Length];
            for (int j = 0; j < operands.Length; j++)
            {
                int place = Array.IndexOf(varied, j);
                operands[j] = place >= 0 ? given[place] : tape.Constant(values[j], shapes[j]);
            }

            return tape.Apply(operation, operands);
        }
    }

    private OperationFault Describe(
        int node, Operation<T> operation, Shape[] shapes, Shape outputShape, TapeFunction<T> alone, GradientReport report, int[] varied)
    {
        int part = report.Mismatch is { } mismatch ? alone.Inputs.ToList().FindIndex(input => input.Name == mismatch.Input) : -1;
        double reverse = double.NaN;
        double forward = double.NaN;
        double numeric = double.NaN;
        if (part >= 0)
        {
            CheckedInput input = alone.Inputs[part];
            double[] direction = Directions.Within(alone.Point, input.Offset, input.Length, _seed, 0);
            double[] gradient = alone.Gradient(alone.Point, report.Order, out double value);
            reverse = gradient.Length == 0 ? double.NaN : Enumerable.Range(0, gradient.Length).Sum(k => gradient[k] * direction[k]);
            forward = operation.IsDifferentiable ? alone.Forward(report.Order, direction, out _) ?? double.NaN : 0;
            Differences differences = new(alone, report.Order, value, Precisions.Step(alone.Precision), _seed);
            numeric = differences.Quotient(direction).Value;
        }

        // Where both are as near to the differences as these are exact, the farther of the two is the wrong one.
        bool reverseWrong = !Near(reverse, numeric)
            || (Near(forward, numeric) && Math.Abs(reverse - numeric) > Math.Abs(forward - numeric));
        bool forwardWrong = !Near(forward, numeric) || !reverseWrong;
        string rule = report.Verdict switch
        {
            GradientVerdict.Kink => "kink",
            GradientVerdict.NotFinite => "not finite",
            GradientVerdict.NonDeterministic => "non-deterministic",
            GradientVerdict.InputMutated => "writes to its input",
            _ when !operation.IsDifferentiable => "stops the derivative",
            _ when report.Order > 1 => report.Order == 2 ? "VJP at second order" : Text.Format($"VJP at order {report.Order}"),
            _ when part < 0 => "VJP",
            _ when reverseWrong && forwardWrong => "VJP and JVP",
            _ when forwardWrong => "JVP",
            _ => "VJP",
        };
        int concerned = part >= 0 && part < varied.Length ? varied[part] : -1;
        return new(
            node, operation.Name, shapes, outputShape, rule, concerned, reverse, forward, numeric, report.Factor, report.Explanation);

        bool Near(double a, double b) => Math.Abs(a - b) <= (alone.IsDouble ? 1e-6 : 5e-4) * Math.Max(Math.Abs(a), Math.Abs(b));
    }
}
