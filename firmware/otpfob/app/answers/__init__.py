"""What the token answers to the commands of the link (otpfob.link.messages).

A handler takes the fields of a request and returns those of its answer, or a Question:
then the person holding the token decides, and the answer is what `apply` returns.
"""
