using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Solves A v = b for each task by conjugate gradients, with A told by its products, on the tape.</summary>
internal static class ConjugateGradients
{
    /// <summary>v, [tasks, elements].</summary>
    /// <param name="right">b, [tasks, elements].</param>
    /// <param name="product">A times vectors, [tasks, elements] to [tasks, elements]; symmetric.</param>
    /// <param name="turns">The most turns.</param>
    /// <param name="tolerance">A task's turns end when the residual is so much smaller than b; and where A does not curve upwards.</param>
    public static Variable<T> Solve<T>(Variable<T> right, Func<Variable<T>, Variable<T>> product, int turns, T tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Variable<T> one = right.Tape.Ones([right.Shape[0]]);
        Variable<T> solution = right.Tape.Zeros(right.Shape);
        Variable<T> residual = right;
        Variable<T> direction = right;
        Variable<T> square = Dot(residual, residual);
        Variable<T> enough = tolerance * tolerance * square;
        Variable<T> active = one;

        // A task whose turns have ended has no direction any more, so that nothing of it grows.
        for (int turn = 0; turn < turns; turn++)
        {
            Variable<T> image = product(direction);
            Variable<T> curvature = Dot(direction, image);
            active *= square.Greater(enough) * curvature.Greater(right.Tape.Zeros(curvature.Shape));
            Variable<T> step = active * square / Variable.Where(active, curvature, one);
            solution += step.InsertAxis(-1) * direction;
            residual -= step.InsertAxis(-1) * image;
            Variable<T> next = Dot(residual, residual);
            Variable<T> further = residual + ((next / Variable.Where(active, square, one)).InsertAxis(-1) * direction);
            direction = Variable.Where(active.InsertAxis(-1).BroadcastTo(right.Shape), further, right.Tape.Zeros(right.Shape));
            square = next;
        }

        return solution;
    }

    /// <summary>The inner product of each task's rows: [tasks].</summary>
    public static Variable<T> Dot<T>(Variable<T> left, Variable<T> right)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => (left * right).Sum([1]);
}
