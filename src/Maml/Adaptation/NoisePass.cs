using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>A pass in which dropout layers act, with masks from an episode's noise. Each mask that is asked for is the next in
/// order.</summary>
internal sealed class NoisePass<T>(InnerStep<T> at, string purpose) : Pass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private int _masks;

    public override Variable<T>? DropoutMask(Tape<T> tape, Shape shape, double keep)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Variable<T> drawn = at.Noise($"{purpose} {_masks++}", shape.Without(0), RandomNumberKind.Uniform);
        return T.CreateChecked(1 / keep) * drawn.Less(tape.Constant(T.CreateChecked(keep)));
    }
}
