// Prints the keys that the AWS SDK for Go gets for a profile, as one JSON object.
package main

import (
	"context"
	"encoding/json"
	"log"
	"os"

	"github.com/aws/aws-sdk-go-v2/config"
)

func main() {
	log.SetFlags(0)
	ctx := context.Background()
	loaded, err := config.LoadDefaultConfig(ctx, config.WithSharedConfigProfile(os.Args[1]))
	if err != nil {
		log.Fatal(err)
	}
	keys, err := loaded.Credentials.Retrieve(ctx)
	if err != nil {
		log.Fatal(err)
	}
	json.NewEncoder(os.Stdout).Encode(map[string]string{
		"AccessKeyId":     keys.AccessKeyID,
		"SecretAccessKey": keys.SecretAccessKey,
		"SessionToken":    keys.SessionToken,
	})
}
