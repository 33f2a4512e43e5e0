using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Catalogue;

/// <content>Operations that are made of functions.</content>
internal static partial class OperationCatalogue<T>
{
    private static readonly CustomOperation<T> Cube = new(
        "cube",
        inputs => inputs[0],
        context =>
        {
            for (int i = 0; i < context.Output.Length; i++)
            {
                T x = context.Input(0)[i];
                context.Output[i] = x * x * x;
            }
        },
        context => context.Add(0, context.Cotangent * (Number(3) * context.Input(0).Square())),
        context => context.Add(context.Tangent(0) * (Number(3) * context.Input(0).Square())));

    private static void Square(HostContext<T> context)
    {
        ReadOnlySpan<T> x = context.Argument(0);
        for (int i = 0; i < x.Length; i++)
        {
            context.Result(0)[i] = x[i] * x[i];
        }
    }

    private static Variable<T> KeysFor(Variable<T> rows)
    {
        int count = rows.Shape[0];
        var keys = new T[count * RandomKey.Length];
        for (int row = 0; row < count; row++)
        {
            RandomKey.Write(keys.AsSpan(row * RandomKey.Length, RandomKey.Length), ulong.MaxValue - 5, 1L << 40, (1L << 33) + row, 70_000);
        }

        return rows.Tape.Constant(keys, [count, RandomKey.Length]);
    }

    // The numbers of the stream that the key names, in order.
    private static double[] NumbersFor(int rows)
    {
        List<double> numbers = [];
        for (int row = 0; row < rows; row++)
        {
            RandomStream random = new(
                (ulong.MaxValue - 5) ^ unchecked(((1UL << 40) + 1) * 0x9E3779B97F4A7C15), "row", (1L << 33) + row, 70_000);
            numbers.AddRange(Enumerable.Range(0, 6).Select(_ => random.NextDouble()));
        }

        return [.. numbers];
    }

    private static OperationRow<T>[] Compositions =>
    [
        Unary(
            "checkpoint",
            x => x.Tape.Checkpoint(inside => inside[0].Sin() * inside[0], x),
            x => Math.Sin(x) * x,
            Domain.Between(-2, 2),
            At(0, 0, 0, 2))
            .Says(
                "f(x), its inside recomputed; here sin(x) x",
                "that of f",
                "tape.Checkpoint(f, x)") with { NotReplayable = "Its inside is not on the tape." },
        Unary("unshared", x => x.Unshared(), x => x, Domain.Between(-2, 2), At(0, 0, 1, 0))
            .Says("x, computed with anew in a program", "1", "x.Unshared()"),
        Unary("host call", x => x.Tape.Host("square", Square, [x.Shape], [x])[0], x => x * x, Domain.Between(-2, 2), At(2, 4, 0, 0))
            .Says("f(x) by the host, as a constant; here x²", "0, on purpose", "tape.Host(name, f, shapes, inputs)")
            with { Constant = "The host computes it with numbers, so derivatives take it for a constant." },
        new()
        {
            Name = "random numbers",
            Formula = new(
                "uniform or normal numbers from the stream that a key names",
                "0: they are drawn",
                "tape.RandomNumbers(keys, purpose, shape)"),
            Apply = inputs => inputs[0].Tape.RandomNumbers(KeysFor(inputs[0]), "row", [2, 3]),
            Reference = inputs => new ReferenceArray([inputs[0].Shape[0], 2, 3], NumbersFor(inputs[0].Shape[0])),
            Samples = [[[4]], [[1]], [[0]]],
            Domains = [Domain.Between(-2, 2)],
            Constant = "They are drawn.",
            NoBadInput = "RandomNumbersTests has keys of another shape.",
        },
        Unary("a user's operation", x => x.Tape.Apply(Cube, x), x => x * x * x, Domain.Between(-2, 2), At(0, 0, 0, 0))
            .Says("as the user says; here x³", "as the user says; here 3 x²", "tape.Apply(operation, x)"),
    ];
}
