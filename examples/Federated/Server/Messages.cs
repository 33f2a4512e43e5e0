using Google.Protobuf;

namespace AutogradMaml.Examples.Federated;

/// <summary>The size of messages.</summary>
internal static class Messages
{
    /// <summary>What a message may have besides the numbers in it.</summary>
    public const int Frame = 1024;

    // The byte that says whether it is compressed, and four for its length.
    private const int Prefix = 5;

    /// <summary>The bytes of a message as gRPC has it: as it is written, and the five bytes in front. What TLS and HTTP/2 add is not
    /// counted.</summary>
    public static int Bytes(IMessage message) => message.CalculateSize() + Prefix;

    /// <summary>The most bytes that a message may have: numbers, one for each parameter, and some for what stands around them.</summary>
    /// <param name="settings">How the federation learns.</param>
    public static int Most(LearningSettings settings) => checked((settings.Parameters * sizeof(float)) + (16 * settings.Steps) + Frame);
}
