using System.Numerics;

namespace AutogradMaml.Autograd.Tests.Checking;

/// <summary>x + b for x [rows, columns] and b [columns], with the sum over the rows done in a chosen way.</summary>
internal sealed class AddBias<T>(BiasRule rule) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => $"add bias {rule}";

    public override Shape OutputShape(OperandShapes inputs) => inputs[0];

    public override void Compute(ComputeContext<T> context)
    {
        ReadOnlySpan<T> bias = context.Input(1);
        for (int k = 0; k < context.Output.Length; k++)
        {
            context.Output[k] = context.Input(0)[k] + bias[k % bias.Length];
        }
    }

    public override void Vjp(VjpContext<T> context)
    {
        Variable<T> cotangent = context.Cotangent;
        context.Add(0, cotangent);
        context.Add(1, rule switch
        {
            BiasRule.Sum => cotangent.Sum([0]),
            BiasRule.Mean => cotangent.Mean([0]),
            BiasRule.FirstRow => cotangent.Slice(0, 0, 1).Reshape(context.Input(1).Shape),
            _ => cotangent,
        });
    }

    public override void Jvp(JvpContext<T> context)
    {
        for (int k = 0; k < 2; k++)
        {
            if (context.Has(k))
            {
                context.Add(context.Tangent(k).BroadcastTo(context.Output.Shape));
            }
        }
    }
}
