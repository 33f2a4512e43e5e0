using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Benchmarks.Work;

/// <summary>What the Hessians are taken of: the mean squared error of a tanh net 10-64-64-1 with 4,929 parameters on 128
/// examples.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class HessianNet<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Square = 32;

    private readonly RandomStream _random = new(1, "hessian");

    /// <summary>Draws parameters and examples.</summary>
    public HessianNet()
    {
        Parameters =
        [
            .. Shapes.Select(shape => shape.Rank == 2 ? Draw(shape.ElementCount, 1 / Math.Sqrt(shape[1])) : new T[shape.ElementCount]),
        ];
        X = Draw(Examples * Features, 1);
        Y = Draw(Examples, 1);
    }

    /// <summary>The number of examples.</summary>
    public const int Examples = 128;

    /// <summary>The number of inputs of the net.</summary>
    public const int Features = 10;

    /// <summary>The shapes of weight and bias, layer by layer.</summary>
    public static Shape[] Shapes { get; } = [[64, Features], [64], [64, 64], [64], [1, 64], [1]];

    /// <summary>The number of parameters.</summary>
    public static int Count { get; } = Shapes.Sum(static shape => shape.ElementCount);

    /// <summary>The values of the parameters, in the order of their shapes.</summary>
    public T[][] Parameters { get; }

    /// <summary>The inputs, [examples, features].</summary>
    public T[] X { get; }

    /// <summary>The targets, [examples, 1].</summary>
    public T[] Y { get; }

    /// <summary>Where a parameter begins in the row of all.</summary>
    public static int Offset(int parameter)
        => parameter < Shapes.Length ? Shapes[..parameter].Sum(static shape => shape.ElementCount) : Count;

    /// <summary>Normal numbers.</summary>
    public T[] Draw(int count, double deviation)
        => [.. Enumerable.Range(0, count).Select(_ => T.CreateChecked(deviation * _random.NextNormal()))];

    /// <summary>A program in its memory, the parameters' values in its first inputs.</summary>
    public Workspace<T> Ready(Program<T> program)
    {
        Workspace<T> workspace = program.CreateWorkspace();
        for (int k = 0; k < Shapes.Length; k++)
        {
            Parameters[k].CopyTo(workspace.Input(k));
        }

        return workspace;
    }

    /// <summary>Fills rows of a Hessian before their diagonal block by those above: H[i, j] = H[j, i] for the rows i of some parameters and
    /// the columns j of all earlier ones.</summary>
    public static void Mirror(Span<T> hessian, int first, int count)
    {
        int size = Count;
        int start = Offset(first);
        int end = Offset(first + count);

        // In squares, so that rows and columns stay in the cache.
        for (int row = start; row < end; row += Square)
        {
            for (int column = 0; column < start; column += Square)
            {
                for (int i = row; i < Math.Min(end, row + Square); i++)
                {
                    for (int j = column; j < Math.Min(start, column + Square); j++)
                    {
                        hessian[(i * size) + j] = hessian[(j * size) + i];
                    }
                }
            }
        }
    }
}
