using System.Threading.Channels;
using AutogradMaml.Examples.Federated.Protocol;

namespace AutogradMaml.Examples.Federated;

/// <summary>A client that takes part: its call, as the rounds see it.</summary>
/// <param name="client">The client's number.</param>
internal sealed class Member(int client)
{
    // Who does not read what it is asked is asked no more.
    private const int MostUnread = 4;

    private readonly Channel<Question> _questions = Channel.CreateBounded<Question>(MostUnread);

    /// <summary>The client's number.</summary>
    public int Client => client;

    /// <summary>What it is to be asked.</summary>
    public ChannelReader<Question> Questions => _questions.Reader;

    /// <summary>Asks it something.</summary>
    /// <returns>Whether it can be asked: its call has not ended, and it reads.</returns>
    public bool Ask(Question question) => _questions.Writer.TryWrite(question);

    /// <summary>Asks it nothing more: when it has read what it was asked, its call ends.</summary>
    public void End() => _questions.Writer.TryComplete();
}
