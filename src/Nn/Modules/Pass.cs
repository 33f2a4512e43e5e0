using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>
/// What differs between one pass through a net and another. Nothing random happens inside a module: a dropout layer takes its mask from
/// here, and the mask is an ordinary input on the tape.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
public abstract class Pass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Evaluation: no dropout.</summary>
    public static Pass<T> Evaluation { get; } = new EvaluationPass();

    /// <summary>Training, with masks drawn from streams named by seed and iteration. Each mask that is asked for is the next in order, so a pass
    /// object serves one forward computation; make a new one for the next.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="iteration">The iteration, or any number that names this pass.</param>
    public static Pass<T> Training(ulong seed, long iteration) => new TrainingPass(seed, iteration);

    /// <summary>The mask of a dropout layer: 1 / keep with probability keep, else 0; or null when nothing is to be dropped.</summary>
    /// <param name="tape">The tape to put it on.</param>
    /// <param name="shape">The shape of the mask.</param>
    /// <param name="keep">The probability that an element is kept.</param>
    public abstract Variable<T>? DropoutMask(Tape<T> tape, Shape shape, double keep);

    private sealed class EvaluationPass : Pass<T>
    {
        public override Variable<T>? DropoutMask(Tape<T> tape, Shape shape, double keep) => null;
    }

    private sealed class TrainingPass(ulong seed, long iteration) : Pass<T>
    {
        private int _masks;

        public override Variable<T>? DropoutMask(Tape<T> tape, Shape shape, double keep)
        {
            ArgumentNullException.ThrowIfNull(tape);
            ArgumentNullException.ThrowIfNull(shape);
            RandomStream random = new(seed, "dropout", iteration, _masks++);
            var mask = new T[shape.ElementCount];
            for (int k = 0; k < mask.Length; k++)
            {
                mask[k] = random.NextDouble() < keep ? T.CreateChecked(1 / keep) : T.Zero;
            }

            return tape.Input(mask, shape);
        }
    }
}
