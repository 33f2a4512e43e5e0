using System.Numerics;

namespace AutogradMaml.Autograd.Checking;

/// <summary>A function on variables, whose gradients come from the tape: &lt;cotangent, f(x)&gt; with a fixed cotangent, which is 1 for a
/// single number.</summary>
internal sealed class TapeFunction<T> : CheckedFunction
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Func<Tape<T>, Variable<T>[], Variable<T>> _function;
    private readonly ulong _seed;
    private readonly bool _lastInputIsCotangent;
    private readonly BufferPool _pool = new();

    /// <param name="function">From the inputs to an array of any shape.</param>
    /// <param name="inputs">Names and shapes.</param>
    /// <param name="point">All elements.</param>
    /// <param name="seed">The seed of cotangent and directions.</param>
    /// <param name="lastInputIsCotangent">Whether the last input is the cotangent: a rule must be differentiable in that as well. The
    /// function gets the others only.</param>
    public TapeFunction(
        Func<Tape<T>, Variable<T>[], Variable<T>> function,
        IReadOnlyList<CheckedInput> inputs,
        double[] point,
        ulong seed,
        bool lastInputIsCotangent = false)
        : base(inputs, point, Precisions.Of<T>())
    {
        _function = function;
        _seed = seed;
        _lastInputIsCotangent = lastInputIsCotangent;
    }

    public override string LikelyCause
        => " A rule computes with numbers where it should use variables, something is detached, or a rule that only higher orders use " +
            "is wrong.";

    public override double Value(double[] x, int order)
    {
        using Tape<T> tape = new(_pool);
        Program program = Record(tape, x, order);
        return program.Value();
    }

    public override double[] Gradient(double[] x, int order, out double value)
    {
        using Tape<T> tape = new(_pool);
        Refusal = null;
        NonFinite = null;
        Program program;
        try
        {
            program = Record(tape, x, order);
        }
        catch (SweepRefusedException refused)
        {
            Refusal = refused.Message;
            value = double.NaN;
            return [];
        }

        value = program.Value();
        if (!double.IsFinite(value))
        {
            NonFinite = tape.FindNonFinite()?.ToString();
        }

        try
        {
            Variable<T>[] gradient = Next(tape, program, order);
            var result = new double[x.Length];
            for (int k = 0; k < gradient.Length; k++)
            {
                ReadOnlySpan<T> values = gradient[k].Values;
                for (int element = 0; element < values.Length; element++)
                {
                    result[Inputs[k].Offset + element] = double.CreateChecked(values[element]);
                }
            }

            if (NonFinite is null && !Array.TrueForAll(result, double.IsFinite))
            {
                NonFinite = tape.FindNonFinite()?.ToString();
            }

            LookForMutation(program.Inputs, x);
            return result;
        }
        catch (SweepRefusedException refused)
        {
            Refusal = refused.Message;
            return [];
        }
    }

    public override double? Forward(int order, double[] direction, out string? refusal)
    {
        using Tape<T> tape = new(_pool);
        refusal = null;
        Program program = Record(tape, Point, order);
        var tangents = new Variable<T>[Inputs.Count];
        for (int k = 0; k < tangents.Length; k++)
        {
            T[] values = Array.ConvertAll(direction.AsSpan(Inputs[k].Offset, Inputs[k].Length).ToArray(), T.CreateChecked);
            tangents[k] = tape.Constant(values, program.Inputs[k].Shape);
        }

        Variable<T>[] products;
        try
        {
            products = tape.JacobianVectorProduct(program.Outputs, program.Inputs, tangents);
        }
        catch (Exception refused) when (refused is InvalidOperationException or NotSupportedException or ArgumentException)
        {
            refusal = refused.Message;
            return null;
        }

        double value = Program.Dot(products, program.Cotangents);
        return order == 1 && _lastInputIsCotangent ? value + Program.Dot([tangents[^1]], program.Outputs) : value;
    }

    public override OperationFault? Locate(GradientVerdict verdict, int order)
    {
        using Tape<T> tape = new(_pool);
        Variable<T>[] inputs = Leaves(tape, Point);
        Variable<T> output = _function(tape, inputs);
        return new OperationSearch<T>(tape, inputs, output, _seed).Find(verdict, order);
    }

    public override bool? IsConnected(int input)
    {
        using Tape<T> tape = new(_pool);
        Variable<T>[] inputs = Leaves(tape, Point);
        Variable<T> output = _function(tape, inputs);
        return OperationSearch<T>.Leads(tape, inputs[input].Index, output.Index);
    }

    /// <summary>Records order - 1 sweeps: the outputs and their cotangents make the function of that order.</summary>
    private Program Record(Tape<T> tape, double[] x, int order)
    {
        Evaluations++;
        Variable<T>[] inputs = Leaves(tape, x);
        Variable<T>[] given = _lastInputIsCotangent ? inputs[..^1] : inputs;
        Variable<T> output = _function(tape, given);
        LookForMutation(inputs, x);
        Variable<T> cotangent = _lastInputIsCotangent ? inputs[^1]
            : output.Shape.ElementCount == 1 ? tape.Ones(output.Shape)
            : tape.Constant(Directions.Fixed<T>(_seed, "cotangent", 0, output.Shape.ElementCount), output.Shape);
        Program program = new(inputs, [output], [cotangent]);
        for (int k = 1; k < order; k++)
        {
            Variable<T>[] gradient = Next(tape, program, k);
            var directions = new Variable<T>[gradient.Length];
            for (int j = 0; j < directions.Length; j++)
            {
                Shape shape = gradient[j].Shape;
                directions[j] = tape.Constant(Directions.Fixed<T>(_seed, $"direction of order {k}", j, shape.ElementCount), shape);
            }

            program = new(inputs, gradient, directions);
        }

        return program;
    }

    private Variable<T>[] Next(Tape<T> tape, Program program, int order)
    {
        try
        {
            Variable<T>[] gradient = Reverse(tape, program);
            if (order == 1 && _lastInputIsCotangent)
            {
                // The derivative of <w, f(x)> by w is f(x); the sweep, which takes w for a constant, does not see it.
                gradient[^1] = program.Outputs[0];
            }

            return gradient;
        }
        catch (Exception refused) when (refused is InvalidOperationException or NotSupportedException or ArgumentException)
        {
            throw new SweepRefusedException(refused.Message, refused);
        }
    }

    private static Variable<T>[] Reverse(Tape<T> tape, Program program)
    {
        int[] outputs = Array.ConvertAll(program.Outputs, tape.IndexOf);
        int[] cotangents = Array.ConvertAll(program.Cotangents, tape.IndexOf);
        int[] inputs = Array.ConvertAll(program.Inputs, tape.IndexOf);
        int[] results = new ReverseSweep<T>(tape, outputs, inputs, DerivativeUse.Differentiable).Run(outputs, cotangents, inputs);
        return Array.ConvertAll(results, tape.At);
    }

    private Variable<T>[] Leaves(Tape<T> tape, double[] x)
    {
        var leaves = new Variable<T>[Inputs.Count];
        for (int k = 0; k < leaves.Length; k++)
        {
            T[] values = Array.ConvertAll(x.AsSpan(Inputs[k].Offset, Inputs[k].Length).ToArray(), T.CreateChecked);
            leaves[k] = tape.Input(values, Inputs[k].Shape);
        }

        return leaves;
    }

    private void LookForMutation(Variable<T>[] inputs, double[] x)
    {
        for (int k = 0; k < inputs.Length && Mutation is null; k++)
        {
            ReadOnlySpan<T> values = inputs[k].Values;
            for (int element = 0; element < values.Length; element++)
            {
                T before = T.CreateChecked(x[Inputs[k].Offset + element]);
                if (!values[element].Equals(before))
                {
                    GradientMismatch place = new(Inputs[k].Name, Inputs[k].Shape, element, 0, 0, 0, 0);
                    Mutation = Text.Format($"the function changed {place.Place} from {before} to {values[element]}");
                    return;
                }
            }
        }
    }

    private sealed class SweepRefusedException(string message, Exception cause) : Exception(message, cause);

    /// <summary>The sum of the products of outputs and cotangents is the function.</summary>
    private sealed record Program(Variable<T>[] Inputs, Variable<T>[] Outputs, Variable<T>[] Cotangents)
    {
        public double Value() => Dot(Outputs, Cotangents);

        // In double whatever the type: the check should not add to the rounding that it measures.
        public static double Dot(Variable<T>[] left, Variable<T>[] right)
        {
            double sum = 0;
            for (int k = 0; k < left.Length; k++)
            {
                ReadOnlySpan<T> a = left[k].Values;
                ReadOnlySpan<T> b = right[k].Values;
                for (int element = 0; element < a.Length; element++)
                {
                    sum += double.CreateChecked(a[element]) * double.CreateChecked(b[element]);
                }
            }

            return sum;
        }
    }
}
