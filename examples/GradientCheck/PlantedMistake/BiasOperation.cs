using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Checking;

/// <summary>x + b for x [examples, units] and b [units], as an operation of one's own on the tape, with the same mistake in its VJP
/// rule.</summary>
internal static class BiasOperation
{
    public static CustomOperation<double> WithTheMistake { get; } = new(
        "add bias",
        static inputs => inputs[0],
        static context =>
        {
            for (int k = 0; k < context.Output.Length; k++)
            {
                context.Output[k] = context.Input(0)[k] + context.Input(1)[k % context.Input(1).Length];
            }
        },
        static context =>
        {
            context.Add(0, context.Cotangent);
            context.Add(1, context.Cotangent.Mean([0]));
        },
        static context =>
        {
            for (int input = 0; input < context.Count; input++)
            {
                if (context.Has(input))
                {
                    context.Add(context.Tangent(input).BroadcastTo(context.Output.Shape));
                }
            }
        });
}
