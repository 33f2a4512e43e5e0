namespace AutogradMaml.Examples.TapeFromNothing;

internal sealed record Node(Operation Operation, Variable[] Inputs, Variable Output, double[] Value);

internal readonly record struct Variable(Tape Tape, int Index)
{
    public double[] Value => Tape[Index].Value;
    public int Length => Value.Length;
    public static Variable operator +(Variable a, Variable b) => Pair(new Add(), a, b);
    public static Variable operator *(Variable a, Variable b) => Pair(new Multiply(), a, b);
    public static Variable operator *(double a, Variable b) => b.Tape.Input(a) * b;
    public static Variable operator -(Variable a, Variable b) => a + (-1.0 * b);
    public Variable Sin() => Tape.Record(new Sin(), this);
    public Variable Cos() => Tape.Record(new Cos(), this);
    public Variable Exp() => Tape.Record(new Exp(), this);
    public Variable Sum() => Tape.Record(new Sum(), this);
    public Variable Detach() => Tape.Record(new Detach(), this);
    public Variable BroadcastTo(int length) => Length == length ? this : Tape.Record(new Broadcast(length), this);

    private static Variable Pair(Operation operation, Variable a, Variable b)
    {
        var length = Math.Max(a.Length, b.Length);
        return a.Tape.Record(operation, a.BroadcastTo(length), b.BroadcastTo(length));
    }
}

internal abstract class Operation
{
    public abstract int Shape(int[] inputs);
    public abstract void Forward(double[][] inputs, double[] output);
    public abstract Variable? Vjp(Node node, int k, Variable cotangent);
    public abstract Variable? Jvp(Node node, int k, Variable tangent);
}

internal sealed class Input(double[] value) : Operation
{
    public override int Shape(int[] inputs) => value.Length;
    public override void Forward(double[][] inputs, double[] output) => value.CopyTo(output, 0);
    public override Variable? Vjp(Node node, int k, Variable cotangent) => null;
    public override Variable? Jvp(Node node, int k, Variable tangent) => null;
}

internal sealed class Detach : Operation
{
    public override int Shape(int[] inputs) => inputs[0];
    public override void Forward(double[][] inputs, double[] output) => inputs[0].CopyTo(output, 0);
    public override Variable? Vjp(Node node, int k, Variable cotangent) => null;
    public override Variable? Jvp(Node node, int k, Variable tangent) => null;
}

internal abstract class Elementwise : Operation
{
    public override int Shape(int[] inputs) => inputs[0];

    public override void Forward(double[][] inputs, double[] output)
    {
        for (var i = 0; i < output.Length; i++)
        {
            // With a single input, [^1] is that input again, and Evaluate ignores it.
            output[i] = Evaluate(inputs[0][i], inputs[^1][i]);
        }
    }

    public override Variable? Vjp(Node node, int k, Variable cotangent) => Scale(node, k, cotangent);
    public override Variable? Jvp(Node node, int k, Variable tangent) => Scale(node, k, tangent);
    protected abstract double Evaluate(double a, double b);
    protected abstract Variable Scale(Node node, int k, Variable direction);
}

internal sealed class Add : Elementwise
{
    protected override double Evaluate(double a, double b) => a + b;
    protected override Variable Scale(Node node, int k, Variable direction) => direction;
}

internal sealed class Multiply : Elementwise
{
    protected override double Evaluate(double a, double b) => a * b;
    protected override Variable Scale(Node node, int k, Variable direction) => direction * node.Inputs[1 - k];
}

internal sealed class Sin : Elementwise
{
    protected override double Evaluate(double a, double b) => Math.Sin(a);
    protected override Variable Scale(Node node, int k, Variable direction) => direction * node.Inputs[0].Cos();
}

internal sealed class Cos : Elementwise
{
    protected override double Evaluate(double a, double b) => Math.Cos(a);
    protected override Variable Scale(Node node, int k, Variable direction) => -1.0 * (direction * node.Inputs[0].Sin());
}

internal sealed class Exp : Elementwise
{
    protected override double Evaluate(double a, double b) => Math.Exp(a);
    protected override Variable Scale(Node node, int k, Variable direction) => direction * node.Output;
}

internal sealed class Sum : Operation
{
    public override int Shape(int[] inputs) => 1;
    public override void Forward(double[][] inputs, double[] output) => output[0] = inputs[0].Sum();
    public override Variable? Vjp(Node node, int k, Variable cotangent) => cotangent.BroadcastTo(node.Inputs[0].Length);
    public override Variable? Jvp(Node node, int k, Variable tangent) => tangent.Sum();
}

internal sealed class Broadcast(int length) : Operation
{
    public override int Shape(int[] inputs) => inputs[0] == 1 ? length : throw new ArgumentException(
        $"A vector of length {inputs[0]} does not fit one of length {length}. Use equal lengths, or a scalar (length 1).");

    public override void Forward(double[][] inputs, double[] output) => Array.Fill(output, inputs[0][0]);
    public override Variable? Vjp(Node node, int k, Variable cotangent) => cotangent.Sum();
    public override Variable? Jvp(Node node, int k, Variable tangent) => tangent.BroadcastTo(length);
}

internal sealed class Tape
{
    private readonly List<Node> _nodes = [];
    public int Count => _nodes.Count;
    public Node this[int index] => _nodes[index];
    public Variable Input(params double[] value) => Record(new Input([.. value]));

    public Variable Record(Operation operation, params Variable[] inputs)
    {
        RequireOwn(inputs);
        var value = new double[operation.Shape(Array.ConvertAll(inputs, input => input.Length))];
        operation.Forward(Array.ConvertAll(inputs, input => input.Value), value);
        _nodes.Add(new Node(operation, inputs, new Variable(this, _nodes.Count), value));
        return _nodes[^1].Output;
    }

    public void RequireOwn(params Variable[] variables)
    {
        if (Array.Exists(variables, variable => variable.Tape != this))
        {
            throw new ArgumentException("A variable belongs to another tape. Put its value on this one with Input.", nameof(variables));
        }
    }

    public Variable Gradient(Variable output, Variable input) => output.Length == 1
        ? Vjp(output, input, Input(1.0))
        : throw new ArgumentException($"A gradient needs a scalar, got length {output.Length}. Sum it first, or use Vjp.", nameof(output));

    public Variable Vjp(Variable output, Variable input, Variable cotangent)
    {
        RequireOwn(output, input, cotangent);
        var depends = new bool[_nodes.Count];
        depends[input.Index] = true;
        for (var i = input.Index + 1; i <= output.Index; i++)
        {
            depends[i] = Array.Exists(_nodes[i].Inputs, x => depends[x.Index]);
        }

        var cotangents = new Variable?[_nodes.Count];
        cotangents[output.Index] = cotangent.BroadcastTo(output.Length);
        for (var i = output.Index; i > input.Index; i--)
        {
            var node = _nodes[i];
            for (var k = 0; k < node.Inputs.Length && cotangents[i] is not null; k++)
            {
                var source = node.Inputs[k].Index;
                if (depends[source])
                {
                    cotangents[source] = Accumulate(cotangents[source], node.Operation.Vjp(node, k, cotangents[i]!.Value));
                }
            }
        }

        return cotangents[input.Index] ?? Input(new double[input.Length]);
    }

    public Variable Jvp(Variable output, Variable input, Variable tangent)
    {
        RequireOwn(output, input, tangent);
        var tangents = new Variable?[_nodes.Count];
        tangents[input.Index] = tangent.BroadcastTo(input.Length);
        for (var i = input.Index + 1; i <= output.Index; i++)
        {
            var node = _nodes[i];
            for (var k = 0; k < node.Inputs.Length; k++)
            {
                if (tangents[node.Inputs[k].Index] is { } direction)
                {
                    tangents[i] = Accumulate(tangents[i], node.Operation.Jvp(node, k, direction));
                }
            }
        }

        return tangents[output.Index] ?? Input(new double[output.Length]);
    }

    private static Variable? Accumulate(Variable? sum, Variable? share) => sum is { } a && share is { } b ? a + b : sum ?? share;
}

internal sealed class Program
{
    private readonly List<(Operation Operation, double[][] Inputs, double[] Output)> _steps = [];
    private readonly double[][] _inputs;
    private readonly double[][] _outputs;

    public Program(Variable[] inputs, Variable[] outputs)
    {
        var tape = outputs[0].Tape;
        tape.RequireOwn([.. inputs, .. outputs]);
        var needed = new bool[tape.Count];
        var given = new bool[tape.Count];
        Array.ForEach(outputs, output => needed[output.Index] = true);
        Array.ForEach(inputs, input => needed[input.Index] = given[input.Index] = true);
        for (var i = tape.Count - 1; i >= 0; i--)
        {
            if (needed[i] && !given[i])
            {
                Array.ForEach(tape[i].Inputs, input => needed[input.Index] = true);
            }
        }

        var buffers = new double[tape.Count][];
        for (var i = 0; i < tape.Count; i++)
        {
            buffers[i] = needed[i] ? [.. tape[i].Value] : [];
            if (needed[i] && !given[i] && tape[i].Operation is not Input)
            {
                _steps.Add((tape[i].Operation, Array.ConvertAll(tape[i].Inputs, input => buffers[input.Index]), buffers[i]));
            }
        }

        _inputs = Array.ConvertAll(inputs, input => buffers[input.Index]);
        _outputs = Array.ConvertAll(outputs, output => buffers[output.Index]);
    }

    public int Count => _steps.Count;

    public double[][] Run(params double[][] values)
    {
        if (!values.Select(value => value.Length).SequenceEqual(_inputs.Select(input => input.Length)))
        {
            throw new ArgumentException("Give one value for each input, each of the length it was recorded with.", nameof(values));
        }

        for (var i = 0; i < values.Length; i++)
        {
            values[i].CopyTo(_inputs[i], 0);
        }

        // The outputs are the program's own buffers: the next run overwrites them.
        _steps.ForEach(step => step.Operation.Forward(step.Inputs, step.Output));
        return _outputs;
    }
}

internal static class Chapter
{
    private static int _failures;

    internal static int Main()
    {
        Powers();
        HessianVectorProduct();
        MetaGradients();
        Console.WriteLine(_failures == 0 ? "All values as expected." : $"{_failures} values differ.");
        return _failures == 0 ? 0 : 1;
    }

    private static void Powers()
    {
        var tape = new Tape();
        var x = tape.Input(2.0);
        var one = tape.Input(1.0);
        var power = x * x * x * x * x;
        var (reverse, forward, expected) = (power, power, 32.0);
        for (var order = 1; order <= 6; order++)
        {
            reverse = tape.Gradient(reverse, x);
            forward = tape.Jvp(forward, x, one);
            expected *= (6 - order) / 2.0;
            Check($"x^5 at 2, order {order}, reverse", reverse.Value, [expected]);
            Check($"x^5 at 2, order {order}, forward", forward.Value, [expected]);
        }

        Console.WriteLine($"x^5 with all twelve derivatives: {tape.Count} nodes on the tape.");
    }

    private static void HessianVectorProduct()
    {
        var tape = new Tape();
        var (a, x, v) = (tape.Input(0.5, -0.25, 1.0), tape.Input(0.3, -0.7, 1.1), tape.Input(1.0, -2.0, 0.5));
        var f = (a * x).Sum().Exp() * x.Sin().Sum();
        var g = tape.Gradient(f, x);

        var (s, c) = (x.Sin(), x.Cos());
        var (av, cv) = ((a * v).Sum(), (c * v).Sum());
        var expected = (a * x).Sum().Exp() * ((av * s.Sum() * a) + (cv * a) + (av * c) - (s * v));
        Check("H v, forward over reverse", tape.Jvp(g, x, v).Value, expected.Value, 1e-14);
        Check("H v, reverse over reverse", tape.Gradient((g * v).Sum(), x).Value, expected.Value, 1e-14);
        Check("H v, reverse over forward", tape.Gradient(tape.Jvp(f, x, v), x).Value, expected.Value, 1e-14);
    }

    private static (Variable Adapted, Variable MetaGradient) Maml(Variable w, Variable support, Variable query, bool exact)
    {
        var inner = w.Tape.Gradient(Loss(w, support), w);
        var adapted = w - (0.5 * (exact ? inner : inner.Detach()));
        return (adapted, w.Tape.Gradient(Loss(adapted, query), w));
    }

    private static Variable Loss(Variable w, Variable x)
    {
        var prediction = (w * x).Sum();
        return 0.5 * (prediction * prediction);
    }

    private static void MetaGradients()
    {
        var tape = new Tape();
        var (w, support, query) = (tape.Input(2, 3, 5), tape.Input(1, 2, 3), tape.Input(4, 5, 6));
        var (adapted, exact) = Maml(w, support, query, exact: true);
        var (_, firstOrder) = Maml(w, support, query, exact: false);
        Check("adapted parameters", adapted.Value, [-9.5, -20, -29.5]);
        Check("meta-gradient, exact", exact.Value, [3780, 8505, 13230]);
        Check("meta-gradient, first order", firstOrder.Value, [-1260, -1575, -1890]);
        Check("exact minus first order", (exact - firstOrder).Value, [5040, 10080, 15120]);

        var program = new Program([w, support, query], [exact]);
        var cheaper = new Program([w, support, query], [firstOrder]);
        Console.WriteLine($"Operations to replay: {program.Count} exact, {cheaper.Count} first order.");
        Check("replayed, sets exchanged", program.Run([2, 3, 5], [4, 5, 6], [1, 2, 3])[0], [51975, 64350, 76725]);
        Check("replayed, as recorded", program.Run([2, 3, 5], [1, 2, 3], [4, 5, 6])[0], [3780, 8505, 13230]);
    }

    private static void Check(string what, double[] actual, double[] expected, double tolerance = 0.0)
    {
        // Written so that a NaN fails: every comparison with one is false.
        var equal = actual.Length == expected.Length
            && actual.Zip(expected).All(pair => Math.Abs(pair.First - pair.Second) <= tolerance * Math.Abs(pair.Second));
        _failures += equal ? 0 : 1;
        Console.WriteLine($"{(equal ? "ok  " : "FAIL")}  {what}: [{string.Join(", ", actual)}]");
    }
}
