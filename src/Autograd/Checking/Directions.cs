using System.Numerics;

namespace AutogradMaml.Autograd.Checking;

/// <summary>The random vectors of a check. Each is named by seed, purpose and number, so that one does not depend on how many were drawn
/// before it.</summary>
internal static class Directions
{
    /// <summary>A vector of the number type with elements of size about 1, none near 0.</summary>
    public static T[] Fixed<T>(ulong seed, string purpose, int index, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RandomStream random = new(seed, $"gradient check {purpose}", index);
        var result = new T[length];
        for (int k = 0; k < length; k++)
        {
            result[k] = T.CreateChecked(Draw(random));
        }

        return result;
    }

    /// <summary>A direction in one run of elements and 0 elsewhere, in units of max(1, |x|).</summary>
    public static double[] Within(double[] point, int offset, int length, ulong seed, int index)
    {
        RandomStream random = new(seed, "gradient check projection", index, offset);
        var direction = new double[point.Length];
        for (int k = offset; k < offset + length; k++)
        {
            direction[k] = Draw(random) * Unit(point[k]);
        }

        return direction;
    }

    public static double[] Element(double[] point, int element)
    {
        var direction = new double[point.Length];
        direction[element] = Unit(point[element]);
        return direction;
    }

    /// <summary>The unit in which steps in an element are measured.</summary>
    public static double Unit(double x) => Math.Max(1, Math.Abs(x));

    // Uniform on [-1.5, -0.5] and [0.5, 1.5]: an element near 0 would hide a fault, equal sizes would let two faults cancel.
    private static double Draw(RandomStream random)
    {
        double value = random.NextUniform(-1, 1);
        return value + (value < 0 ? -0.5 : 0.5);
    }
}
