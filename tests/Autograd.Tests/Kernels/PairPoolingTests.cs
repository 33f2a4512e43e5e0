using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd.Tests.Kernels;

[Trait("Widths", "every")]
public sealed class DoublePairPoolingTests : PairPoolingTests<double>;

[Trait("Widths", "every")]
public sealed class FloatPairPoolingTests : PairPoolingTests<float>;

/// <summary>Max pooling of pairs against its definition: every small size, many equal elements, NaN of different kinds of windows,
/// infinities and both zeros; results stand between guards and hold NaN before.</summary>
public abstract class PairPoolingTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Fact]
    public void Every_size_equals_the_definition()
    {
        int[] widths = [.. Enumerable.Range(1, 20), 27, 28, 29, 31, 32, 33, 34, 63, 64, 65, 66, 84];
        foreach (int width in widths)
        {
            for (int height = 1; height <= 7; height++)
            {
                foreach (int planes in (int[])[0, 1, 2, 7])
                {
                    Compare(planes, height, width);
                }
            }
        }
    }

    private static unsafe void Compare(int planes, int height, int width)
    {
        RandomStream stream = new(7, "pairs", height, width);
        T[] places = [.. Enumerable.Range(0, planes * height * width).Select(_ => Drawn(stream))];
        T[] values = [.. places.Select((_, k) => T.CreateChecked(k + 1))];
        T[] numbers = [.. Enumerable.Range(0, planes * (height / 2) * (width / 2)).Select(k => T.CreateChecked(k + 1))];
        T[] own = Guards<T>.Around(numbers.Length);
        T[] other = Guards<T>.Around(numbers.Length);
        T[] spread = Guards<T>.Around(places.Length);
        fixed (T* at = places, from = values, number = numbers, p = own, q = other, r = spread)
        {
            PairPooling.Pool(at, at, planes, height, width, p + Guards<T>.Length);
            PairPooling.Pool(from, at, planes, height, width, q + Guards<T>.Length);
            PairPooling.Spread(number, at, planes, height, width, r + Guards<T>.Length);
        }

        string what = $"[{planes}, {height}, {width}]";
        var expected = new T[places.Length];
        int k = 0;
        for (int plane = 0; plane < planes; plane++)
        {
            for (int row = 0; row < height / 2; row++)
            {
                for (int column = 0; column < width / 2; column++, k++)
                {
                    int greatest = First(places, (((plane * height) + (2 * row)) * width) + (2 * column), width);
                    expected[greatest] = numbers[k];
                    Assert.True(
                        values[greatest] == other[Guards<T>.Length + k],
                        $"{what}: window {k} took element {other[Guards<T>.Length + k]}, expected {values[greatest]}.");
                    Assert.True(
                        places[greatest].Equals(own[Guards<T>.Length + k]),
                        $"{what}: window {k} is {own[Guards<T>.Length + k]}, expected {places[greatest]}.");
                }
            }
        }

        Assert.True(expected.AsSpan().SequenceEqual(spread.AsSpan(Guards<T>.Length, places.Length)), $"{what}: spread differs.");
        foreach (T[] result in (T[][])[own, other, spread])
        {
            Guards<T>.Check(result, what);
        }
    }

    private static int First(T[] places, int start, int width)
    {
        int greatest = start;
        foreach (int place in (int[])[start + 1, start + width, start + width + 1])
        {
            if (places[place] > places[greatest] || (T.IsNaN(places[place]) && !T.IsNaN(places[greatest])))
            {
                greatest = place;
            }
        }

        return greatest;
    }

    // Few values, so that most windows have ties.
    private static T Drawn(RandomStream stream) => stream.NextInt32(12) switch
    {
        0 => T.NaN,
        1 => T.PositiveInfinity,
        2 => T.NegativeInfinity,
        3 => T.NegativeZero,
        4 => T.Zero,
        int k => T.CreateChecked(k - 8),
    };
}
