namespace AutogradMaml.Data;

/// <summary>Turns of square images by 90, 180 and 270 degrees, which move numbers and change none.</summary>
public static class QuarterTurns
{
    /// <summary>How many there are, with that which leaves an image as it is.</summary>
    public const int Count = 4;

    /// <summary>Turns an image to the left, in place: result[y, x] = image[x, side - 1 - y] for one turn. Nothing is allocated.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="image">[channels, side, side].</param>
    /// <param name="side">The number of rows, and of columns.</param>
    /// <param name="turns">How often, 0 to 3.</param>
    /// <exception cref="ArgumentException">The image is not a whole number of channels.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The turns are not 0 to 3, or there is no row.</exception>
    public static void Apply<T>(Span<T> image, int side, int turns)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(turns);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(turns, Count);
        long plane = (long)side * side;
        if (image.Length % plane != 0)
        {
            throw new ArgumentException($"Got {image.Length} numbers, expected channels of {side} x {side}.", nameof(image));
        }

        for (int start = 0; turns != 0 && start < image.Length; start += (int)plane)
        {
            Span<T> channel = image.Slice(start, (int)plane);
            if (turns == 2)
            {
                channel.Reverse();
            }
            else
            {
                Turn(channel, side, toTheLeft: turns == 1);
            }
        }
    }

    // Four places, each on one side of the square, change places; those of a quarter of the square are all of them but the middle of an odd
    // one.
    private static void Turn<T>(Span<T> channel, int side, bool toTheLeft)
        where T : unmanaged
    {
        int last = side - 1;
        for (int y = 0; y < side / 2; y++)
        {
            for (int x = 0; x < (side + 1) / 2; x++)
            {
                ref T top = ref channel[(y * side) + x];
                ref T right = ref channel[(x * side) + last - y];
                ref T bottom = ref channel[((last - y) * side) + last - x];
                ref T left = ref channel[((last - x) * side) + y];
                (top, right, bottom, left) = toTheLeft ? (right, bottom, left, top) : (left, top, right, bottom);
            }
        }
    }
}
