using AutogradMaml.Autograd;

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

    private static OperationRow<T>[] Compositions =>
    [
        Unary("checkpoint", x => x.Tape.Checkpoint(inside => inside[0].Sin() * inside[0], x), x => Math.Sin(x) * x, Domain.Between(-2, 2), At(0, 0, 0, 2)) with { NotReplayable = "Its inside is not on the tape." },
        Unary("a user's operation", x => x.Tape.Apply(Cube, x), x => x * x * x, Domain.Between(-2, 2), At(0, 0, 0, 0)),
    ];
}
