using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>What a normalization is over. Over a single value its output is the bias whatever comes in, its derivative is 0, and whatever
/// lies before it is not trained.</summary>
internal static class Spread
{
    /// <summary>Throws unless there are two values or more.</summary>
    /// <param name="layer">The layer in words.</param>
    /// <param name="values">The number of values that have a mean and a variance in common.</param>
    /// <param name="of">What has them in common: a channel, a group.</param>
    /// <param name="input">The shape of the input.</param>
    /// <param name="remedy">What to do.</param>
    /// <exception cref="ArgumentException">There are fewer.</exception>
    public static void Require(string layer, int values, string of, Shape input, string remedy)
    {
        if (values < 2)
        {
            throw new ArgumentException(
                $"{layer} normalizes by mean and variance, so it takes at least 2 values per {of}, got {values} in {input}: of one " +
                "value the output is the " +
                $"bias whatever comes in, and nothing is trained. Do without the layer there, or {remedy}.",
                nameof(input));
        }
    }
}
